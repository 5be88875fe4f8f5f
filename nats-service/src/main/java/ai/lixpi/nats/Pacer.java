package ai.lixpi.nats;

import ai.lixpi.nats.internal.wire.AttemptFailure;
import ai.lixpi.nats.internal.wire.AttemptPolicy;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * When the next attempt to connect may start: at once at first, then after a random time below a
 * bound, which is short in the first seconds of an outage and grows to the configured one, then
 * between a quarter and three quarters of it; after a refusal slowly. See docs/guarantees.md.
 */
final class Pacer implements AttemptPolicy {
  private static final long FIRST_BOUND = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long FIRST_PHASE = TimeUnit.SECONDS.toNanos(3);
  private static final long REFUSED_BOUND = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long REFUSED_LONGEST = TimeUnit.SECONDS.toNanos(16);
  private static final long STABLE = TimeUnit.MILLISECONDS.toNanos(100);

  private final long longestWait;
  private final int maxFailures;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Mutable state, under the lock
  private boolean closed;
  private boolean up;
  private int immediate = 2;
  private int failures;
  private int refusals;
  private long outageStart = System.nanoTime();
  private long upSince;
  private long bound = FIRST_BOUND;
  private AttemptFailure.Kind lastKind = AttemptFailure.Kind.NETWORK;

  Pacer(Duration longestWait, int maxReconnectAttempts) {
    this.longestWait = longestWait.toNanos();
    this.maxFailures = maxReconnectAttempts < 0 ? Integer.MAX_VALUE : maxReconnectAttempts;
  }

  @Override
  public boolean awaitTurn() throws InterruptedException {
    lock.lock();
    try {
      long wait = nextWait();
      while (wait > 0 && !closed && !usedUp()) {
        wait = changed.awaitNanos(wait);
      }
      return !closed && !usedUp();
    } finally {
      lock.unlock();
    }
  }

  private long nextWait() {
    if (lastKind.isRefusal()) {
      long slow =
          Math.min(REFUSED_LONGEST, REFUSED_BOUND << Math.min(10, Math.max(0, refusals - 1)));
      return slow - ThreadLocalRandom.current().nextLong(slow / 4 + 1);
    }
    if (immediate > 0) {
      immediate--;
      return 0;
    }
    if (System.nanoTime() - outageStart <= FIRST_PHASE) {
      return ThreadLocalRandom.current().nextLong(Math.min(bound, longestWait) + 1);
    }
    bound = Math.min(longestWait, bound * 2);
    // half as wide around the same mean: the server that is back waits less for its clients
    return bound / 4 + ThreadLocalRandom.current().nextLong(bound / 2 + 1);
  }

  void failed(AttemptFailure.Kind kind) {
    lock.lock();
    try {
      failures++;
      refusals = kind.isRefusal() ? refusals + 1 : 0;
      lastKind = kind;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void up() {
    lock.lock();
    try {
      failures = 0;
      refusals = 0;
      lastKind = AttemptFailure.Kind.NETWORK;
      up = true;
      upSince = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /** A connection was lost; one that the server ended at once counts as the same outage still. */
  void down() {
    lock.lock();
    try {
      if (!up) {
        return; // jnats tells of each failed attempt too
      }
      up = false;
      long now = System.nanoTime();
      if (now - upSince > STABLE) {
        outageStart = now;
        bound = FIRST_BOUND;
        immediate = 1;
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isUsedUp() {
    lock.lock();
    try {
      return usedUp();
    } finally {
      lock.unlock();
    }
  }

  private boolean usedUp() {
    return failures >= maxFailures && (failures > 0 || upSince != 0);
  }

  long failures() {
    lock.lock();
    try {
      return failures;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
