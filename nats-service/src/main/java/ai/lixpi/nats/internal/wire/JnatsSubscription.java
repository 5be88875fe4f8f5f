package ai.lixpi.nats.internal.wire;

import io.nats.client.impl.DirectDispatcher;
import java.time.Duration;

/** One subscription with a dispatcher of its own, because jnats can drain dispatchers only. */
final class JnatsSubscription implements WireSubscription {
  private final JnatsWire wire;
  private final DirectDispatcher dispatcher;

  JnatsSubscription(JnatsWire wire, DirectDispatcher dispatcher) {
    this.wire = wire;
    this.dispatcher = dispatcher;
  }

  @Override
  public boolean unsubscribe(Duration timeout) {
    boolean told = false;
    try {
      told = endDelivery(System.nanoTime() + timeout.toNanos());
    } finally {
      dispatcher.forget();
    }
    return told;
  }

  @Override
  public Drained drain(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean told = false;
    boolean flushed = false;
    try {
      told = endDelivery(deadline);
      // the reader has handed over all messages by the time it sees the answer
      flushed = told && wire.flushes().within(deadline);
    } finally {
      dispatcher.forget();
    }
    return flushed ? Drained.ALL : told ? Drained.IN_PART : Drained.SERVER_NOT_TOLD;
  }

  private boolean endDelivery(long deadline) {
    try {
      return OutgoingQueue.put(dispatcher::endDelivery, deadline);
    } catch (IllegalStateException e) {
      return true; // the connection is closed, and the subscription with it
    }
  }
}
