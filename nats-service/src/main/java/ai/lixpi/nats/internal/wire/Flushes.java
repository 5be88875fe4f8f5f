package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.internal.Deadlines;
import io.nats.client.Connection;
import io.nats.client.impl.DirectPing;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what the server has seen, for everybody who wants to know it of one connection. At most
 * one ping of ours is out at a time, because jnats cuts a connection on which too many are; one
 * whose waiting time was over counts until its answer has come.
 */
final class Flushes {
  private final Connection connection;
  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state
  private volatile CompletableFuture<Boolean> out = CompletableFuture.completedFuture(true);

  Flushes(Connection connection) {
    this.connection = connection;
  }

  /** Waits until the server has seen everything that was queued before; false when it has not. */
  boolean within(long deadline) throws InterruptedException {
    while (settle(deadline)) {
      CompletableFuture<Boolean> ping = start();
      if (ping != null) {
        return answer(ping, deadline);
      }
      if (connection.getStatus() != Connection.Status.CONNECTED) {
        return false;
      }
    }
    return false;
  }

  /** Waits until no ping is out; false when the time is over before. */
  boolean settle(long deadline) throws InterruptedException {
    CompletableFuture<Boolean> ping = out;
    if (!ping.isDone()) {
      answer(ping, deadline);
    }
    return ping.isDone() && !Deadlines.over(deadline);
  }

  /** Sends a ping, unless there is one out, or no room or no link for it. */
  @Nullable CompletableFuture<Boolean> start() {
    if (!out.isDone()) {
      return null;
    }
    boolean interrupted = Thread.interrupted(); // with the flag set jnats would not send it
    try {
      return startAlone();
    } catch (IllegalStateException e) {
      return null; // the queue is full
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private @Nullable CompletableFuture<Boolean> startAlone() {
    lock.lock();
    try {
      CompletableFuture<Boolean> ping = out.isDone() ? DirectPing.send(connection) : null;
      if (ping != null) {
        out = ping;
      }
      return ping;
    } finally {
      lock.unlock();
    }
  }

  private static boolean answer(CompletableFuture<Boolean> ping, long deadline)
      throws InterruptedException {
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      return Boolean.TRUE.equals(ping.get(left, TimeUnit.NANOSECONDS));
    } catch (ExecutionException | CancellationException | TimeoutException e) {
      return false;
    }
  }
}
