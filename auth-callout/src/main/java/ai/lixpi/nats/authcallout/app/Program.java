package ai.lixpi.nats.authcallout.app;

import ai.lixpi.nats.authcallout.AuthCallout;
import ai.lixpi.nats.authcallout.CalloutStatistics;
import ai.lixpi.nats.authcallout.SelfTest;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
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
    AtomicReference<@Nullable AuthCallout> running = new AtomicReference<>();
    Duration patience = settings.connection().drainTimeout();
    // Before the start, which may take a while and be interrupted
    Thread shutdown = new Thread(() -> end(running.get(), patience), "shutdown");
    Runtime.getRuntime().addShutdownHook(shutdown);
    try {
      running.set(AuthCallout.start(settings.connection(), settings.callout()));
    } catch (RuntimeException | Error e) {
      Runtime.getRuntime().removeShutdownHook(shutdown);
      throw e;
    }
    report(running);
    return ExitCode.KEEPS_RUNNING;
  }

  private static void end(@Nullable AuthCallout callout, Duration patience) {
    boolean complete = callout == null || callout.drain(patience).complete();
    // Else the JVM ends with the number of the signal, whatever was left
    Runtime.getRuntime().halt(complete ? ExitCode.FINE : ExitCode.FAILED);
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

  private static void report(AtomicReference<@Nullable AuthCallout> running) {
    Logger log = LoggerFactory.getLogger(AuthCallout.class);
    AtomicReference<@Nullable CalloutStatistics> last = new AtomicReference<>();
    Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "reports");
              thread.setDaemon(true);
              return thread;
            })
        .scheduleAtFixedRate(
            () -> {
              AuthCallout callout = running.get();
              CalloutStatistics now = callout == null ? null : callout.statistics();
              if (now != null && !now.equals(last.getAndSet(now))) {
                log.info("NATS -> auth callout so far: {}", now);
              }
            },
            1,
            1,
            TimeUnit.MINUTES);
  }
}
