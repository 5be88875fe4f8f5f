package ai.lixpi.nats.internal.wire;

import io.nats.client.Options;
import io.nats.client.impl.NatsServerPool;
import io.nats.client.support.NatsUri;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server list of jnats, with gossip, which asks the policy before each attempt of jnats' own
 * reconnecting. Before the first connection it offers one server only, so that the supervisor paces
 * those attempts.
 */
final class PacedServerPool extends NatsServerPool implements LinkOwner {
  private final AttemptPolicy policy;
  private final @Nullable TlsSource tls;
  private final Attempts attempts;
  private final Runnable onLost;
  private final Gossip gossip;
  private final PayloadPool payloads;

  // Mutable state
  private volatile boolean connectedBefore;
  private volatile boolean offered;
  private volatile @Nullable NatsUri trying;
  private volatile @Nullable GuardedDataPort current;

  PacedServerPool(
      AttemptPolicy policy,
      Attempts attempts,
      Runnable onLost,
      @Nullable TlsSource tls,
      PayloadPool payloads) {
    this.policy = policy;
    this.tls = tls;
    this.gossip = new Gossip(tls == null ? null : tls.options());
    this.attempts = attempts;
    this.onLost = onLost;
    this.payloads = payloads;
  }

  void beforeFirstConnection() {
    connectedBefore = false;
    offered = false;
  }

  @Override
  public void initialize(Options options) {
    gossip.configured(List.copyOf(options.getNatsServerUris()));
    super.initialize(options);
  }

  @Override
  public @Nullable TlsSource tls() {
    return tls;
  }

  @Override
  public PayloadPool payloads() {
    return payloads;
  }

  @Override
  public String nameOf(NatsUri server) {
    return gossip.nameOf(server);
  }

  @Override
  public boolean acceptDiscoveredUrls(List<String> urls) {
    GuardedDataPort link = current;
    NatsUri teller = trying;
    boolean changed =
        super.acceptDiscoveredUrls(gossip.urls(urls, teller, link != null && link.isSecured()));
    gossip.keep(getServerList(), teller);
    return changed;
  }

  @Override
  public void linkStarted(GuardedDataPort link) {
    current = link;
    attempts.linkStarted(link);
  }

  @Override
  public void serverSaid(String error) {
    attempts.note(error);
  }

  @Override
  public void requireSignIn() throws IOException {
    attempts.requireSignIn();
  }

  @Override
  public void linkEnded(GuardedDataPort link, IOException why) {
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
      trying = next;
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
