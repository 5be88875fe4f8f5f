package ai.lixpi.nats.internal.wire;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** One subscription with a dispatcher of its own, because jnats can drain dispatchers only. */
final class JnatsSubscription implements WireSubscription {
  private final Connection connection;
  private final Dispatcher dispatcher;

  private final ReentrantLock flushing;

  JnatsSubscription(Connection connection, Dispatcher dispatcher, ReentrantLock flushing) {
    this.connection = connection;
    this.dispatcher = dispatcher;
    this.flushing = flushing;
  }

  @Override
  public void unsubscribe() {
    boolean interrupted = Thread.interrupted(); // with the flag set jnats would not tell the server
    try {
      connection.closeDispatcher(dispatcher);
    } catch (IllegalStateException | IllegalArgumentException e) {
      // the connection or the dispatcher is closed already, and the subscription with it
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public CompletableFuture<Boolean> drain(Duration timeout) {
    try {
      if (!flushing.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        return CompletableFuture.completedFuture(false);
      }
      try {
        return dispatcher.drain(timeout);
      } finally {
        flushing.unlock();
      }
    } catch (IllegalStateException e) {
      return CompletableFuture.completedFuture(false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.completedFuture(false);
    }
  }
}
