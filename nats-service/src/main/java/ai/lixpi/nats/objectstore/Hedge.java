package ai.lixpi.nats.objectstore;

import io.nats.client.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long one replica may be silent before somebody else is asked too: several times as long as
 * answers take that come.
 */
final class Hedge {
  private static final long LEAST = Duration.ofMillis(100).toNanos();
  private static final long MOST = Duration.ofSeconds(1).toNanos();
  private static final int TIMES = 4;
  private static final int SMOOTHING = 8;

  // Mutable state
  private volatile long usual;

  /** An answer came after a time. */
  void answered(long nanos) {
    long before = usual; // one of two threads may lose, which does not matter
    usual = before + (nanos - before) / SMOOTHING;
  }

  /** Waits for an answer so long; returns whether it has come, or failed. */
  boolean isDone(CompletableFuture<Message> reply) {
    long time = Math.min(MOST, Math.max(LEAST, TIMES * usual));
    try {
      reply.get(time, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever waits next tells
      return true;
    }
  }
}
