package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Everything that is logged at the finest level or shown, to search it for a secret. */
final class Traces {
  private static final String[] LOUD = {"ai.lixpi", "io.nats"};

  private final String marker;
  private final List<String> hits = new CopyOnWriteArrayList<>();
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = context.getLogger("root");
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final java.util.logging.Logger julRoot = LogManager.getLogManager().getLogger("");
  private final Handler julHandler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          see("java.util.logging", record.getMessage());
          see("java.util.logging", record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  // Mutable state
  private List<ch.qos.logback.core.Appender<ILoggingEvent>> silenced = new ArrayList<>();

  Traces(String marker) {
    this.marker = marker;
  }

  void start() {
    root.iteratorForAppenders().forEachRemaining(silenced::add);
    silenced.forEach(root::detachAppender); // the console would drown in it
    appender.setContext(context);
    appender.start();
    root.addAppender(appender);
    for (String name : LOUD) {
      context.getLogger(name).setLevel(Level.TRACE);
    }
    java.util.logging.Logger.getLogger("io.nats").setLevel(java.util.logging.Level.ALL);
    julHandler.setLevel(java.util.logging.Level.ALL);
    julRoot.addHandler(julHandler);
  }

  void stop() {
    julRoot.removeHandler(julHandler);
    java.util.logging.Logger.getLogger("io.nats").setLevel(null);
    for (String name : LOUD) {
      context.getLogger(name).setLevel(null);
    }
    root.detachAppender(appender);
    silenced.forEach(root::addAppender);
    silenced.clear();
  }

  /** A value with its text; of a failure, the whole chain. */
  void see(String where, @Nullable Object value) {
    check(where, String.valueOf(value));
    if (value instanceof Throwable failure) {
      StringWriter text = new StringWriter();
      failure.printStackTrace(new PrintWriter(text, true));
      check(where, text.toString());
    } else if (value instanceof ConnectionStatus status) {
      status.lastFailure().ifPresent(failure -> see(where, failure));
    }
  }

  private void check(String where, String text) {
    if (text.contains(marker)) {
      hits.add(where + ": " + text);
    }
  }

  void assertClean() {
    for (ILoggingEvent event : List.copyOf(appender.list)) {
      check("log", event.getFormattedMessage() + " " + event.getThreadName());
      if (event.getThrowableProxy() != null) {
        check("log", ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
    }
    assertThat(hits).isEmpty();
  }
}
