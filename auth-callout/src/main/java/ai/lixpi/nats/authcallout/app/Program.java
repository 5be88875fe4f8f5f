package ai.lixpi.nats.authcallout.app;

import ai.lixpi.nats.authcallout.AuthCallout;
import ai.lixpi.nats.authcallout.CalloutStatistics;
import ai.lixpi.nats.authcallout.SelfTest;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The responder on its own. */
final class Program {
  private static final Duration CHECK = Duration.ofSeconds(10);

  private Program() {}

  static int run(Settings settings) {
    AuthCallout callout = AuthCallout.start(settings.connection(), settings.callout());
    ScheduledExecutorService reports = reports(callout);
    Duration patience = settings.connection().drainTimeout();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  reports.shutdownNow();
                  boolean complete = callout.drain(patience).complete();
                  // Else the JVM ends with the number of the signal, whatever was left
                  Runtime.getRuntime().halt(complete ? ExitCode.FINE : ExitCode.FAILED);
                },
                "shutdown"));
    return ExitCode.KEEPS_RUNNING;
  }

  static int check(Settings settings, PrintStream out, PrintStream err) {
    try (AuthCallout callout = AuthCallout.start(settings.connection(), settings.callout())) {
      SelfTest result = callout.awaitSelfTest(CHECK);
      if (result.state() == SelfTest.State.PASSED) {
        out.println("auth-callout: " + result.detail());
        return ExitCode.FINE;
      }
      String why =
          callout
              .status()
              .connection()
              .lastFailure()
              .map(failure -> " " + failure.getMessage())
              .orElse("");
      err.println("auth-callout: " + result.detail() + why);
      return ExitCode.FAILED;
    }
  }

  private static ScheduledExecutorService reports(AuthCallout callout) {
    Logger log = LoggerFactory.getLogger(AuthCallout.class);
    AtomicReference<@Nullable CalloutStatistics> last = new AtomicReference<>();
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "reports");
              thread.setDaemon(true);
              return thread;
            });
    timer.scheduleAtFixedRate(
        () -> {
          CalloutStatistics now = callout.statistics();
          if (!now.equals(last.getAndSet(now))) {
            log.info("NATS -> auth callout so far: {}", now);
          }
        },
        1,
        1,
        TimeUnit.MINUTES);
    return timer;
  }
}
