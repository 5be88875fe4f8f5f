package ai.lixpi.nats.authcallout;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Everything that is logged while it is open, at TRACE. */
final class CapturedLog implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  CapturedLog() {
    appender.list = new CopyOnWriteArrayList<>();
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.setLevel(Level.TRACE);
    root.addAppender(appender);
  }

  /** The lines of the responder, each as level, blank, message. */
  List<String> lines() {
    return appender.list.stream()
        .filter(e -> e.getLoggerName().equals(AuthCallout.class.getName()))
        .map(e -> e.getLevel() + " " + e.getFormattedMessage())
        .toList();
  }

  /** Everything that a log file would hold, stack traces included. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (ILoggingEvent event : appender.list) {
      text.append(event.getThreadName()).append(' ').append(event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** Waits for a line of the responder that has these words. */
  String awaitLine(String words) {
    await(words)
        .atMost(CalloutServer.LONG)
        .until(() -> lines().stream().anyMatch(line -> line.contains(words)));
    return lines().stream().filter(line -> line.contains(words)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    root.setLevel(before);
    appender.stop();
  }
}
