package ai.lixpi.nats.testkit.junit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.helpers.MessageFormatter;

/** Listens to the logs and to the exceptions of this JVM until all tests have run. */
final class SecretSources implements AutoCloseable {
  private static final long FLUSH_SECONDS = 10;

  /** What futures throw has the text of what somebody else has thrown. */
  private static final List<String> WRAPPERS =
      List.of(
          "java.util.concurrent.ExecutionException", "java.util.concurrent.CompletionException");

  private static final List<String> JDK = List.of("java.", "javax.", "sun.", "jdk.", "com.sun.");

  private final SecretHits hits;
  private final List<String> packages;
  private final RecordingStream exceptions = new RecordingStream();
  private final LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Everything everything = new Everything();
  private final JavaUtilLogging handler = new JavaUtilLogging();
  private final Map<String, Boolean> tests = new ConcurrentHashMap<>();

  SecretSources(SecretHits hits, List<String> packages) {
    this.hits = hits;
    this.packages = packages;
    everything.setContext(logback);
    everything.start();
    logback.addTurboFilter(everything);
    handler.setLevel(java.util.logging.Level.ALL);
    LogManager.getLogManager().getLogger("").addHandler(handler);
    for (String event : new String[] {"jdk.JavaExceptionThrow", "jdk.JavaErrorThrow"}) {
      exceptions.enable(event).withStackTrace();
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
    if (message != null && (isWatched(type.getName()) || isOfWatchedCode(event))) {
      hits.see("exception " + type.getName(), message);
    }
  }

  /** Whether the code next to what throws is watched, and no test. */
  private boolean isOfWatchedCode(RecordedEvent event) {
    RecordedStackTrace trace = event.getStackTrace();
    if (trace == null || WRAPPERS.contains(event.getClass("thrownClass").getName())) {
      return false;
    }
    for (RecordedFrame frame : trace.getFrames()) {
      String name = frame.getMethod().getType().getName();
      if (JDK.stream().noneMatch(name::startsWith)) {
        return isWatched(name)
            && !name.equals(SecretHits.class.getName()) // what this watch says itself
            && !tests.computeIfAbsent(name, SecretSources::isTest);
      }
    }
    return false;
  }

  private static boolean isTest(String name) {
    try {
      Class<?> type = Class.forName(name, false, Thread.currentThread().getContextClassLoader());
      CodeSource source = type.getProtectionDomain().getCodeSource();
      return source != null && source.getLocation().getPath().endsWith("/test-classes/");
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // a lambda, which is not asked for by its name
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
