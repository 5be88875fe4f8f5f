package ai.lixpi.nats.internal.wire;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One subscription with a dispatcher of its own, because jnats can drain dispatchers only. */
final class JnatsSubscription implements WireSubscription {
  private final Connection connection;
  private final Dispatcher dispatcher;

  JnatsSubscription(Connection connection, Dispatcher dispatcher) {
    this.connection = connection;
    this.dispatcher = dispatcher;
  }

  @Override
  public void unsubscribe() {
    try {
      connection.closeDispatcher(dispatcher);
    } catch (IllegalStateException | IllegalArgumentException e) {
      // the connection or the dispatcher is closed already, and the subscription with it
    }
  }

  @Override
  public CompletableFuture<Boolean> drain(Duration timeout) {
    try {
      return dispatcher.drain(timeout);
    } catch (IllegalStateException e) {
      return CompletableFuture.completedFuture(false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.completedFuture(false);
    }
  }
}
