package ai.lixpi.nats.internal.wire;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The messages that one read of the socket brought. Who is to be woken for them is woken at their
 * end, or after the first sixteen: a worker that the very first message wakes takes the processor
 * from the reader, finds nothing more to do and parks again before the second is there, and a
 * switch of threads costs more than all else that a message needs. A read may bring hundreds, for
 * which nobody should wait, and two processors can share the work.
 */
public final class ReadBatch {
  static final int MOST = 16;

  private ReadBatch() {}

  /**
   * Runs a short task soon, when more messages of this read have been handed over, or now when the
   * calling thread is not reading.
   *
   * @param wakeUp wakes or starts a thread; must not block or throw
   */
  public static void soon(Runnable wakeUp) {
    if (Thread.currentThread() instanceof Reader reader && reader.handingOver) {
      reader.wakeUps.add(wakeUp);
    } else {
      wakeUp.run();
    }
  }

  /** Counts a message that the reader has handed over. */
  public static void handedOver() {
    if (Thread.currentThread() instanceof Reader reader && ++reader.messages >= MOST) {
      reader.wake();
    }
  }

  static void begin() {
    if (Thread.currentThread() instanceof Reader reader) {
      reader.handingOver = true;
    }
  }

  static void end() {
    if (Thread.currentThread() instanceof Reader reader) {
      reader.handingOver = false;
      reader.wake();
    }
  }

  /** A thread that reads a socket. */
  static final class Reader extends Thread {
    // Mutable state, this thread's own
    private final ArrayDeque<Runnable> wakeUps = new ArrayDeque<>();
    private boolean handingOver;
    private int messages;
    @Nullable StandIn standIn;

    Reader(Runnable task, String name) {
      super(task, name);
    }

    private void wake() {
      messages = 0;
      for (Runnable wakeUp = wakeUps.poll(); wakeUp != null; wakeUp = wakeUps.poll()) {
        wakeUp.run();
      }
    }
  }
}
