package io.nats.client.impl;

import io.nats.client.Connection;
import io.nats.client.support.NatsUri;
import java.io.IOException;
import java.net.URISyntaxException;

/**
 * A data port that can be written outside of jnats' package. It is here because the type of the
 * connection in {@link DataPort} is hidden everywhere else.
 */
public abstract class OpenDataPort implements DataPort {
  /** For subclasses, which jnats creates by their name. */
  protected OpenDataPort() {}

  /**
   * Connects.
   *
   * @param connection whose port this is
   * @param server where to
   * @param timeoutNanos how long it may take, with all that belongs to it
   * @throws IOException when it fails
   */
  protected abstract void open(Connection connection, NatsUri server, long timeoutNanos)
      throws IOException;

  @Override
  public final void connect(NatsConnection connection, NatsUri server, long timeoutNanos)
      throws IOException {
    open(connection, server, timeoutNanos);
  }

  @Deprecated
  @Override
  public final void connect(String server, NatsConnection connection, long timeoutNanos)
      throws IOException {
    try {
      open(connection, new NatsUri(server), timeoutNanos);
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
