package io.nats.client.impl;

import ai.lixpi.nats.internal.wire.ReadBatch;
import ai.lixpi.nats.internal.wire.StandIn;
import io.nats.client.Connection;
import io.nats.client.MessageHandler;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A dispatcher without queue and thread: the reader calls the handler, which never blocks. It has
 * one subscription, and ends it in two steps that can be repeated: tell the server, and forget.
 */
public final class DirectDispatcher extends NatsDispatcher {
  private final ConsumerMessageQueue handOver;

  // Mutable state
  private volatile @Nullable NatsSubscription only;

  DirectDispatcher(NatsConnection connection, MessageHandler handler) {
    super(connection, handler);
    this.handOver = new HandOver(connection, handler);
  }

  /**
   * Whether messages of a subscription go to one of these, which knows a {@link StandIn}.
   *
   * @param raw the connection
   * @param sid the subscription's number
   * @return false also when there is no such subscription
   */
  public static boolean takes(Connection raw, String sid) {
    NatsSubscription subscription = ((NatsConnection) raw).subscribers.get(sid);
    return subscription != null && subscription.getDispatcher() instanceof DirectDispatcher;
  }

  @Override
  public void start(String id) {
    internalStart(id, false);
  }

  @Override
  ConsumerMessageQueue getMessageQueue() {
    return handOver;
  }

  @Override
  public boolean isDrained() {
    return isDraining();
  }

  @Override
  NatsSubscription subscribeImplCore(String subject, String queueName, MessageHandler handler) {
    try {
      NatsSubscription made = super.subscribeImplCore(subject, queueName, handler);
      only = made;
      return made;
    } catch (RuntimeException e) {
      // jnats has put it on its list before it found no room for it
      connection.subscribers.values().removeIf(stray -> stray.getDispatcher() == this);
      throw e;
    }
  }

  /**
   * Tells the server to send no more, unless there is none that could. What has been sent still
   * reaches the handler.
   *
   * @throws IllegalStateException when the outgoing queue is full
   */
  public void endDelivery() {
    if (!isDraining()) {
      markDraining(new CompletableFuture<>()); // so that a reconnect does not bring it back
    }
    NatsSubscription subscription = only;
    if (subscription != null && connection.isConnected()) {
      connection.sendUnsub(subscription, -1);
    }
  }

  /** Lets jnats forget it, without a word to the server. */
  public void forget() {
    NatsSubscription subscription = only;
    if (subscription != null) {
      connection.invalidate(subscription);
    }
    connection.cleanupDispatcher(this);
  }

  private static final class HandOver extends ConsumerMessageQueue {
    private final NatsConnection connection;
    private final MessageHandler handler;

    HandOver(NatsConnection connection, MessageHandler handler) {
      this.connection = connection;
      this.handler = handler;
    }

    @SuppressWarnings("deprecation") // the message itself was counted
    private void takePayload(NatsMessage message) {
      byte[] payload = StandIn.payloadFor(message.data);
      if (payload != null) {
        int more = payload.length - message.dataLen;
        message.data = payload;
        message.dataLen = payload.length;
        message.sizeInBytes += more;
        connection.getStatisticsCollector().incrementInBytes(more);
      }
    }

    @Override
    void push(NatsMessage message) {
      try {
        takePayload(message);
        handler.onMessage(message);
        ReadBatch.handedOver();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        connection.processException(e);
      }
    }
  }
}
