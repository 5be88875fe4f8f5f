package ai.lixpi.nats.internal.wire;

import io.nats.client.Connection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the bytes in jnats' outgoing queue, which counts messages only: after so many bytes of
 * large messages a publisher waits until the server has seen them.
 */
final class LargeMessages {
  private static final int LARGE = 16 * 1024;
  private static final long WINDOW = 32L * 1024 * 1024;

  private final Connection connection;
  private final Duration timeout;
  private final AtomicLong bytes = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();

  LargeMessages(Connection connection, Duration timeout) {
    this.connection = connection;
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
    try {
      connection.flush(timeout);
      bytes.set(size);
      return true;
    } catch (TimeoutException | IllegalStateException e) {
      return false;
    }
  }
}
