package ai.lixpi.nats.internal.wire;

import io.nats.client.Options;
import io.nats.client.impl.NatsServerPool;
import io.nats.client.impl.ServerPoolEntry;
import io.nats.client.support.NatsUri;
import java.io.IOException;
import java.util.ArrayList;
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
  private final Partition partition;

  // Mutable state
  private volatile boolean connectedBefore;
  private volatile boolean offered;
  private volatile boolean attempting;
  private volatile @Nullable NatsUri trying;
  private volatile @Nullable GuardedDataPort current;

  PacedServerPool(
      AttemptPolicy policy,
      Attempts attempts,
      Runnable onLost,
      @Nullable TlsSource tls,
      PayloadPool payloads,
      Partition partition) {
    this.policy = policy;
    this.tls = tls;
    this.gossip = new Gossip(tls == null ? null : tls.options());
    this.attempts = attempts;
    this.onLost = onLost;
    this.payloads = payloads;
    this.partition = partition;
  }

  void beforeFirstConnection() {
    connectedBefore = false;
    offered = false;
    attempting = false;
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
  public boolean acceptDiscoveredUrls(List<String> told) {
    GuardedDataPort link = current;
    NatsUri teller = trying;
    boolean secured = link != null && link.isSecured();
    List<String> urls = gossip.urls(told, teller, secured);
    boolean changed = super.acceptDiscoveredUrls(urls);
    if (teller != null && tellsInClear(teller) && !options.isIgnoreDiscoveredServers()) {
      List<String> configured =
          options.getNatsServerUris().stream().map(NatsUri::toString).toList();
      partition.told(urls, gossip.urls(configured, teller, secured), options);
    }
    List<String> known = new ArrayList<>(getServerList());
    known.addAll(partition.missing());
    gossip.keep(known, teller);
    return changed;
  }

  private boolean tellsInClear(NatsUri server) {
    return !server.isWebsocket() && !options.isTlsFirst();
  }

  @Override
  public void linkStarted(GuardedDataPort link) {
    current = link;
    partition.forget();
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
    if (link == current) {
      partition.forget();
    }
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
    attempting = true;
    NatsUri larger = partition.takeNext();
    if (larger != null && connectedBefore) {
      putFirst(larger);
    }
    NatsUri next = super.nextServer();
    if (next != null) {
      trying = next;
      attempts.begin(next.toString());
    }
    return next;
  }

  private void putFirst(NatsUri server) {
    listLock.lock();
    try {
      ServerPoolEntry entry = new ServerPoolEntry(server, true);
      for (ServerPoolEntry known : entryList) {
        if (known.nuri.equivalent(server)) {
          entry = known; // as it was configured, with its credentials
        }
      }
      entryList.remove(entry);
      entryList.add(0, entry);
    } finally {
      listLock.unlock();
    }
  }

  @Override
  public void connectSucceeded(NatsUri server) {
    connectedBefore = true;
    attempts.succeeded();
    super.connectSucceeded(server);
    attempting = false;
    listLock.lock();
    try {
      afterListChanged();
    } finally {
      listLock.unlock();
    }
  }

  /**
   * Not within a round: the server of the last link, which jnats puts at the end each time, would
   * never have its turn while others tell of servers and then refuse us.
   */
  @Override
  protected void afterListChanged() {
    if (attempting) {
      hasSecureServer = entryList.stream().anyMatch(entry -> entry.nuri.isSecure());
    } else {
      super.afterListChanged();
    }
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
