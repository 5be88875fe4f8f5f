package ai.lixpi.nats.benchmarks.work;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Counts messages, holds the sender back before a queue overflows, and waits for the last one. */
final class Arrivals {
  /** Well below the pending limits of any client: a rate with losses in it means nothing. */
  private static final int WINDOW = 100_000;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private final AtomicLong arrived = new AtomicLong();

  // Mutable state
  private long sent;

  void arrive() {
    arrived.incrementAndGet();
  }

  /** Called by the one sender before each message. */
  void beforeSend() throws TimeoutException {
    sent++;
    if ((sent & 1023) == 0) {
      await(sent - WINDOW);
    }
  }

  void awaitAll() throws TimeoutException {
    await(sent);
  }

  private void await(long count) throws TimeoutException {
    long deadline = System.nanoTime() + PATIENCE;
    while (arrived.get() < count) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "Only " + arrived.get() + " of " + sent + " messages came in a minute");
      }
      LockSupport.parkNanos(50_000);
    }
  }
}
