package io.nats.client.impl;

import ai.lixpi.nats.internal.wire.ReadBatch;
import io.nats.client.MessageHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** A dispatcher without queue and thread: the reader calls the handler, which never blocks. */
final class DirectDispatcher extends NatsDispatcher {
  private final ConsumerMessageQueue handOver;

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

  /** The reader has handed over all messages by the time it sees the answer to the flush. */
  @Override
  public CompletableFuture<Boolean> drain(Duration timeout) throws InterruptedException {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    markDraining(result);
    sendUnsubForDrain();
    boolean flushed;
    try {
      connection.flush(timeout);
      flushed = true;
    } catch (TimeoutException e) {
      flushed = false;
    }
    cleanUpAfterDrain();
    result.complete(flushed);
    return result;
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
