package ai.lixpi.nats.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An action that a {@link FaultProxy} runs once, when certain bytes pass.
 *
 * <p>Safe to use from any thread.
 */
public final class Trigger {
  final byte[] pattern;
  final boolean before;

  private final Runnable action;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);

  Trigger(byte[] pattern, boolean before, Runnable action) {
    if (pattern.length == 0) {
      throw new IllegalArgumentException(
          "The pattern is empty; give at least one byte to wait for.");
    }
    this.pattern = pattern.clone();
    this.before = before;
    this.action = action;
  }

  boolean isTaken() {
    return taken.get();
  }

  void fire() {
    if (taken.compareAndSet(false, true)) {
      try {
        action.run();
      } finally {
        done.countDown();
      }
    }
  }

  /**
   * Whether the bytes have passed.
   *
   * @return true when the action has run
   */
  public boolean hasFired() {
    return done.getCount() == 0;
  }

  /**
   * Waits until the action has run.
   *
   * @param limit how long at most
   * @throws AssertionError if the bytes have not passed by then
   * @throws InterruptedException if this thread is interrupted
   */
  public void await(Duration limit) throws InterruptedException {
    if (!done.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new AssertionError("The bytes to wait for did not pass within " + limit + ".");
    }
  }
}
