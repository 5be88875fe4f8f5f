package ai.lixpi.nats.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/** Waits that end at a point of time, which is one of {@link System#nanoTime()}. */
public final class Deadlines {
  private Deadlines() {}

  /**
   * Waits until something is so, but not beyond the deadline. Called under the lock of the
   * condition.
   *
   * @param changed signalled whenever it may have become so
   * @param what what has to be so
   * @param deadline when to give up
   * @return whether it is so
   * @throws InterruptedException when the thread is interrupted
   */
  public static boolean await(Condition changed, BooleanSupplier what, long deadline)
      throws InterruptedException {
    while (!what.getAsBoolean()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      changed.await(left, TimeUnit.NANOSECONDS);
    }
    return true;
  }

  /**
   * Whether a deadline has passed.
   *
   * @param deadline when
   * @return true from then on
   */
  public static boolean over(long deadline) {
    return deadline - System.nanoTime() <= 0;
  }

  /**
   * The earlier of two deadlines, which the overflow of the clock does not confuse.
   *
   * @param one a deadline
   * @param other a deadline
   * @return the one that comes first
   */
  public static long earlier(long one, long other) {
    return one - other <= 0 ? one : other;
  }
}
