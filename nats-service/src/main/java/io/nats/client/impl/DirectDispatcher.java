package io.nats.client.impl;

import ai.lixpi.nats.internal.wire.ReadBatch;
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

    @Override
    void push(NatsMessage message) {
      try {
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
