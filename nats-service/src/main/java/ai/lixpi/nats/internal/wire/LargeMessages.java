package ai.lixpi.nats.internal.wire;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the bytes in jnats' outgoing queue, which counts messages only: after so many bytes of
 * large messages a publisher waits until the server has seen them.
 */
final class LargeMessages {
  private static final int LARGE = 16 * 1024;
  private static final long WINDOW = 32L * 1024 * 1024;

  /** Waits until the server has seen everything; false when it has not in time. */
  interface Flush {
    boolean within(Duration timeout) throws InterruptedException;
  }

  private final Flush flush;
  private final Duration timeout;
  private final AtomicLong bytes = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();

  LargeMessages(Flush flush, Duration timeout) {
    this.flush = flush;
    this.timeout = timeout;
  }

  /** Returns false when the server has not kept up within the timeout. */
  boolean awaitRoom(int size) throws InterruptedException {
    if (size < LARGE || bytes.addAndGet(size) <= WINDOW) {
      return true;
    }
    boolean room = lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS);
    if (room) {
      try {
        room = bytes.get() <= WINDOW || flush(size);
      } finally {
        lock.unlock();
      }
    }
    if (!room) {
      bytes.addAndGet(-size);
    }
    return room;
  }

  private boolean flush(int size) throws InterruptedException {
    boolean flushed = flush.within(timeout);
    if (flushed) {
      bytes.set(size);
    }
    return flushed;
  }
}
