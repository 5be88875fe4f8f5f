package ai.lixpi.nats.internal.wire;

import io.nats.client.Connection;
import io.nats.client.Options;
import io.nats.client.impl.NatsServerPool;
import io.nats.client.support.NatsUri;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection beside one that a transport has made, to the server of that one. */
public final class SecondConnection {
  private SecondConnection() {}

  /**
   * The options of the first without what belongs to it alone: how to sign in, listeners, threads.
   * TLS is that of the first, and the server has to prove the same name.
   *
   * @param first a connection of a transport
   * @param server the URL of the server to connect to, and of no other
   * @return options that connect once
   */
  public static Options.Builder beside(Connection first, String server) {
    Options options = first.getOptions();
    return new Options.Builder(options)
        .serverPool(
            new Pool(
                uri(server), options.getServerPool() instanceof LinkOwner owner ? owner : null))
        .dispatcherFactory(null)
        .connectionListener(null)
        .errorListener(null)
        .callbackExecutor(null)
        .readerExecutor(null)
        .scheduledExecutor(null)
        .authHandler(null)
        .userInfo((char[]) null, null)
        .tokenSupplier(null)
        .noReconnect();
  }

  private static NatsUri uri(String server) {
    try {
      return new NatsUri(server);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("No URL of a server: " + e.getReason(), e);
    }
  }

  /** One server; the options have the list of the first, to which jnats only ever adds. */
  private static final class Pool extends NatsServerPool implements LinkOwner {
    private final NatsUri server;
    private final @Nullable LinkOwner first;
    private final @Nullable TlsSource tls;
    private final PayloadPool payloads = new PayloadPool();

    // Mutable state
    private volatile boolean offered;

    Pool(NatsUri server, @Nullable LinkOwner first) {
      this.server = server;
      this.first = first;
      TlsSource its = first == null ? null : first.tls();
      this.tls = its == null ? null : new TlsSource(its.options()); // one is for one attempt a time
    }

    @Override
    public @Nullable NatsUri peekNextServer() {
      return offered ? null : server;
    }

    @Override
    public @Nullable NatsUri nextServer() {
      NatsUri next = peekNextServer();
      offered = true;
      return next;
    }

    @Override
    public boolean acceptDiscoveredUrls(List<String> urls) {
      return false;
    }

    @Override
    public @Nullable TlsSource tls() {
      return tls;
    }

    @Override
    public String nameOf(NatsUri server) {
      return first == null ? server.getHost() : first.nameOf(server);
    }

    @Override
    public PayloadPool payloads() {
      return payloads;
    }

    @Override
    public void linkStarted(GuardedDataPort link) {}

    @Override
    public void serverSaid(String error) {}

    @Override
    public void requireSignIn() {}

    @Override
    public void linkEnded(GuardedDataPort link, IOException why) {}
  }
}
