package ai.lixpi.nats.testkit.junit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.helpers.MessageFormatter;

/** Listens to the logs and to the exceptions of this JVM until all tests have run. */
final class SecretSources implements AutoCloseable {
  private static final long FLUSH_SECONDS = 10;

  private final SecretHits hits;
  private final List<String> packages;
  private final RecordingStream exceptions = new RecordingStream();
  private final LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Everything everything = new Everything();
  private final JavaUtilLogging handler = new JavaUtilLogging();

  SecretSources(SecretHits hits, List<String> packages) {
    this.hits = hits;
    this.packages = packages;
    everything.setContext(logback);
    everything.start();
    logback.addTurboFilter(everything);
    handler.setLevel(java.util.logging.Level.ALL);
    LogManager.getLogManager().getLogger("").addHandler(handler);
    for (String event : new String[] {"jdk.JavaExceptionThrow", "jdk.JavaErrorThrow"}) {
      exceptions.enable(event).withoutStackTrace();
      exceptions.onEvent(event, this::thrown);
    }
    exceptions.startAsync();
  }

  private boolean isWatched(String name) {
    return packages.stream().anyMatch(name::startsWith);
  }

  private void thrown(RecordedEvent event) {
    RecordedClass type = event.getClass("thrownClass");
    String message = event.getString("message");
    if (message != null && isWatched(type.getName())) {
      hits.see("exception " + type.getName(), message);
    }
  }

  /** Waits for the last exceptions. */
  @Override
  public void close() {
    CountDownLatch flushed = new CountDownLatch(2); // the first may have begun before
    exceptions.onFlush(flushed::countDown);
    try {
      flushed.await(FLUSH_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exceptions.close();
    logback.getTurboFilterList().remove(everything);
    LogManager.getLogManager().getLogger("").removeHandler(handler);
    hits.verify();
  }

  /** Sees each call of a logger, whatever its level, and changes nothing of what is logged. */
  private final class Everything extends TurboFilter {
    @Override
    public FilterReply decide(
        @Nullable Marker marker,
        Logger logger,
        Level level,
        @Nullable String format,
        Object @Nullable [] arguments,
        @Nullable Throwable thrown) {
      if (format == null) { // is this level on?
        return isWatched(logger.getName()) ? FilterReply.ACCEPT : FilterReply.NEUTRAL;
      }
      hits.see("log", MessageFormatter.basicArrayFormat(format, arguments));
      if (thrown != null) {
        hits.see("log", thrown);
      } else if (arguments != null
          && arguments.length > 0
          && arguments[arguments.length - 1] instanceof Throwable last) {
        hits.see("log", last);
      }
      return FilterReply.NEUTRAL;
    }
  }

  private final class JavaUtilLogging extends Handler {
    @Override
    public void publish(LogRecord line) {
      hits.see("java.util.logging", String.valueOf(line.getMessage()));
      if (line.getThrown() != null) {
        hits.see("java.util.logging", line.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
