package ai.lixpi.nats.objectstore;

import java.time.Duration;

/**
 * Whether a certain amount comes through within 20 ms. Then more of it may be on its way at a time,
 * so that nobody has to wait for the next, and small messages wait no longer behind it. Not
 * thread-safe.
 */
final class Pace {
  private static final long QUICK = Duration.ofMillis(20).toNanos();

  private final long amount;

  // Mutable state
  private long before;
  private long since = System.nanoTime();
  private boolean quick;

  Pace(long amount) {
    this.amount = amount;
  }

  /** So much has come through in all, and so fast since the last call. */
  void measure(long total) {
    long now = System.nanoTime();
    quick = (total - before) * QUICK >= amount * (now - since);
    before = total;
    since = now;
  }

  /** Measures when the amount, or more, has come through since the last time. */
  void measureEach(long total) {
    if (total - before >= amount) {
      measure(total);
    }
  }

  boolean isQuick() {
    return quick;
  }

  /** A transfer's part of what may be on its way; more where it is quick and takes no turns. */
  long part(Turns.Member among, long usual, int factor) {
    return among.part(quick && !among.isInCrowd() ? factor * usual : usual);
  }
}
