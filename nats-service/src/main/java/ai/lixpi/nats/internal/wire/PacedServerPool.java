package ai.lixpi.nats.internal.wire;

import io.nats.client.impl.NatsServerPool;
import io.nats.client.support.NatsUri;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The server list of jnats, with gossip, which asks the policy before each attempt of jnats' own
 * reconnecting. Before the first connection it offers one server only, so that the supervisor paces
 * those attempts.
 */
final class PacedServerPool extends NatsServerPool {
  private final AttemptPolicy policy;
  private final Attempts attempts;
  private final Runnable onLost;

  private volatile boolean connectedBefore;
  private volatile boolean offered;

  PacedServerPool(AttemptPolicy policy, Attempts attempts, Runnable onLost) {
    this.policy = policy;
    this.attempts = attempts;
    this.onLost = onLost;
  }

  void beforeFirstConnection() {
    connectedBefore = false;
    offered = false;
  }

  void linkStarted(GuardedDataPort link) {
    attempts.linkStarted(link);
  }

  void linkEnded(GuardedDataPort link, IOException why) {
    attempts.linkEnded(link, why);
  }

  @Override
  public @Nullable NatsUri peekNextServer() {
    return !connectedBefore && offered ? null : super.peekNextServer();
  }

  @Override
  public @Nullable NatsUri nextServer() {
    try {
      if (connectedBefore) {
        attempts.catchUp(); // what is still to be told belongs to the connection that was lost
        if (!policy.awaitTurn()) {
          return null;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
    offered = true;
    NatsUri next = super.nextServer();
    if (next != null) {
      attempts.begin(next.toString());
    }
    return next;
  }

  @Override
  public void connectSucceeded(NatsUri server) {
    connectedBefore = true;
    attempts.succeeded();
    super.connectSucceeded(server);
  }

  @Override
  public void connectFailed(NatsUri server) {
    if (attempts.onAttemptThread()) {
      attempts.failed();
    } else {
      onLost.run(); // jnats calls this for a connection that has broken, too
    }
    super.connectFailed(server);
  }
}
