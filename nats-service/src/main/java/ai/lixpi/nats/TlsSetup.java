package ai.lixpi.nats;

import ai.lixpi.nats.internal.wire.Tls;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the settings for TLS and the URLs amount to together: TLS is required of all servers or of
 * none, because a list that mixes them would send credentials in clear to some.
 */
record TlsSetup(List<ServerUrl> urls, Optional<TlsOptions> tls) {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);

  static TlsSetup of(
      List<String> servers,
      boolean webSocket,
      @Nullable TlsOptions options,
      @Nullable Path shortcut) {
    TlsOptions tls = withShortcut(options, shortcut);
    ServerUrl.Rules rules =
        new ServerUrl.Rules(webSocket, tls != null, tls != null && tls.isInsecure());
    List<ServerUrl> urls = servers.stream().map(url -> ServerUrl.parse(url, rules)).toList();
    if (tls != null) {
      check(tls);
      return new TlsSetup(urls, Optional.of(tls));
    }
    boolean secure = urls.stream().anyMatch(ServerUrl::isSecure);
    Optional<ServerUrl> plain = urls.stream().filter(url -> !url.isSecure()).findFirst();
    if (secure && plain.isPresent()) {
      throw new ConfigurationException(
          "Some servers are to be reached by TLS, but '"
              + plain.get().url()
              + "' is not: write 'tls://' (or 'wss://' for WebSocket) for all, or for none.");
    }
    return new TlsSetup(
        urls, secure ? Optional.of(TlsOptions.builder().build()) : Optional.empty());
  }

  List<String> addresses() {
    return urls.stream().map(ServerUrl::url).distinct().toList();
  }

  boolean isInsecure() {
    return tls.filter(TlsOptions::isInsecure).isPresent();
  }

  private static @Nullable TlsOptions withShortcut(
      @Nullable TlsOptions options, @Nullable Path shortcut) {
    if (shortcut == null) {
      return options;
    }
    if (options == null) {
      return TlsOptions.builder().caCert(shortcut).build();
    }
    if (options.caCert().filter(ca -> !ca.equals(shortcut)).isPresent()) {
      throw new ConfigurationException(
          "tlsCaCert and the caCert of the TlsOptions name different files: give one of them.");
    }
    return options.toBuilder().caCert(shortcut).build();
  }

  private static void check(TlsOptions tls) {
    boolean files =
        tls.caCert().isPresent() || tls.certificate().isPresent() || tls.key().isPresent();
    if (tls.certificate().isPresent() != tls.key().isPresent()) {
      throw new ConfigurationException(
          tls.key().isPresent()
              ? "There is a TLS key but no certificate: give both, or neither."
              : "There is a TLS certificate but no key: give both, or neither.");
    }
    if (tls.sslContext().isPresent() && (files || tls.isInsecure())) {
      throw new ConfigurationException(
          "The TlsOptions have an sslContext beside "
              + (files ? "PEM files" : "insecure()")
              + ": give one of them, because the context decides alone whom to trust.");
    }
    if (tls.isInsecure() && tls.caCert().isPresent()) {
      throw new ConfigurationException(
          "The TlsOptions are insecure() and have a CA certificate: give one of them.");
    }
    Tls.check(tls);
    if (tls.isInsecure()) {
      LOG.warn(
          "NATS -> TLS is insecure: neither the certificates nor the host names of servers are"
              + " verified. Leave insecure() out in production.");
    }
  }
}
