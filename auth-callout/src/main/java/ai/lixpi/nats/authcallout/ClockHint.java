package ai.lixpi.nats.authcallout;

import java.time.Clock;
import java.time.Duration;

/** Says when clocks that differ explain a refusal. */
final class ClockHint {
  private static final long WORTH_TELLING = 30; // seconds; less is the way of a request

  private ClockHint() {}

  /** A sentence to append to a refusal for reasons of time, empty if the clocks agree. */
  static String of(SignInAttempt attempt, Clock clock) {
    long ahead = Duration.between(attempt.serverTime(), clock.instant()).toSeconds();
    if (Math.abs(ahead) < WORTH_TELLING) {
      return "";
    }
    return " The clock of this machine is "
        + Math.abs(ahead)
        + " s "
        + (ahead > 0 ? "ahead of" : "behind")
        + " the nats-server's: set them by NTP.";
  }
}
