package io.nats.client.impl;

import io.nats.client.Connection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A ping that can be waited for later. It is in jnats' package because the ping of jnats stays on
 * its list of unanswered ones when it found no room in the outgoing queue, and cuts the connection
 * when there are many on it.
 */
public final class DirectPing {
  private DirectPing() {}

  /**
   * Queues a ping behind everything that was published before.
   *
   * @param raw the connection
   * @return completed with true when the server has answered, cancelled when the link is lost; null
   *     when there is no link, or the thread was interrupted
   * @throws IllegalStateException when the outgoing queue is full
   */
  public static @Nullable CompletableFuture<Boolean> send(Connection raw) {
    NatsConnection connection = (NatsConnection) raw;
    if (!connection.isConnected()) {
      return null;
    }
    CompletableFuture<Boolean> pong = new CompletableFuture<>();
    connection.pongQueue.add(pong);
    boolean queued = false;
    try {
      // jnats empties its list after it has left this state: a later entry would stay on it, and
      // take the answer to the first ping of the next link
      queued =
          connection.isConnected()
              && connection.writer.queue(new ProtocolMessage(NatsConnection.PING_PROTO));
    } finally {
      if (!queued) {
        connection.pongQueue.removeIf(waiting -> waiting == pong);
      }
    }
    return queued ? pong : null;
  }
}
