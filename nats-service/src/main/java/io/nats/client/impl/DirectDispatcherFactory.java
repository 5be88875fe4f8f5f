package io.nats.client.impl;

import ai.lixpi.nats.internal.wire.DirectHandler;
import io.nats.client.MessageHandler;

/**
 * Makes dispatchers for {@link DirectHandler}s that hand messages over on the reader's thread, and
 * those of jnats for all others. It is in jnats' package because jnats offers the option, but no
 * other way to use it.
 */
public final class DirectDispatcherFactory extends DispatcherFactory {
  /** Creates the factory. */
  public DirectDispatcherFactory() {}

  @Override
  NatsDispatcher createDispatcher(NatsConnection connection, MessageHandler handler) {
    return handler instanceof DirectHandler
        ? new DirectDispatcher(connection, handler)
        : super.createDispatcher(connection, handler);
  }
}
