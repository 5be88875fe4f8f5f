package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.internal.Deadlines;
import java.util.Locale;

/**
 * Calls of jnats that queue a frame. jnats throws a frame away when its thread is interrupted, and
 * refuses it when its queue is full for a moment.
 */
final class OutgoingQueue {
  private OutgoingQueue() {}

  /** Whether jnats has refused a frame for want of room, and not because it is closed. */
  static boolean isFull(IllegalStateException refusal) {
    return String.valueOf(refusal.getMessage()).toLowerCase(Locale.ROOT).startsWith("output queue");
  }

  /** Whether jnats has refused a frame because its user drains the connection. */
  static boolean isDraining(IllegalStateException refusal) {
    return String.valueOf(refusal.getMessage()).toLowerCase(Locale.ROOT).contains("draining");
  }

  /**
   * Does it until the frame is queued, and keeps the interrupt flag; the call may be done twice.
   * Returns false when the queue stayed full until the deadline.
   *
   * @throws IllegalStateException when the connection is closed
   */
  static boolean put(Runnable call, long deadline) {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          call.run();
          if (!Thread.interrupted()) {
            return true;
          }
          interrupted = true; // it may have been thrown away
        } catch (IllegalStateException e) {
          if (!isFull(e)) {
            throw e;
          }
          if (Deadlines.over(deadline)) {
            return false;
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
