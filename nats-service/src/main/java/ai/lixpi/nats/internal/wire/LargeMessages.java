package ai.lixpi.nats.internal.wire;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Bounds the bytes in jnats' outgoing queue, which counts messages only: when too many bytes of
 * large messages have not been seen by the server, a publisher waits. A ping that nobody waits for
 * goes out often enough for one that keeps up never to wait.
 */
final class LargeMessages {
  private static final int LARGE = 16 * 1024;
  private static final long WINDOW = 32L * 1024 * 1024;
  private static final long PROBE = WINDOW / 4;

  private final Flushes flushes;
  private final BooleanSupplier open;
  private final AtomicLong queued = new AtomicLong();
  private final AtomicLong seen = new AtomicLong();

  LargeMessages(Flushes flushes, BooleanSupplier open) {
    this.flushes = flushes;
    this.open = open;
  }

  /** Returns false when the server has not kept up until the deadline. */
  boolean awaitRoom(int size, long deadline) throws InterruptedException {
    if (size < LARGE) {
      return true;
    }
    while (queued.get() - seen.get() > Math.max(0, WINDOW - size)) {
      probe();
      if (!flushes.settle(deadline) || !open.getAsBoolean()) {
        return false;
      }
    }
    return true;
  }

  /** A message has been queued. */
  void queued(int size) {
    if (size >= LARGE && queued.addAndGet(size) - seen.get() > PROBE) {
      probe();
    }
  }

  private void probe() {
    long before = queued.get();
    CompletableFuture<Boolean> ping = flushes.start();
    if (ping != null) {
      ping.thenRun(() -> seen.accumulateAndGet(before, Math::max));
    }
  }
}
