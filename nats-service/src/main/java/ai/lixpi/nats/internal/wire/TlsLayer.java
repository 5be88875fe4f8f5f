package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.TlsOptions;
import ai.lixpi.nats.TlsVersion;
import io.nats.client.Options;
import io.nats.client.support.NatsUri;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * TLS on one socket: only 1.2 and 1.3, the host name verified as HTTPS does (RFC 2818, RFC 6125),
 * which jnats would not do.
 */
final class TlsLayer {
  /** What jnats is given, so that it wants TLS. Not initialised, so it can't be used by mistake. */
  static final SSLContext PLACEHOLDER = placeholder();

  private static final TlsOptions DEFAULTS = TlsOptions.builder().build();

  private final TlsMaterial material;
  private final TlsOptions options;

  // Mutable state
  private @Nullable TlsDiagnosis diagnosis;

  private TlsLayer(TlsMaterial material, TlsOptions options) {
    this.material = material;
    this.options = options;
  }

  private static SSLContext placeholder() {
    try {
      return SSLContext.getInstance("TLS");
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JVM has no TLS.", e);
    }
  }

  static TlsLayer of(Options jnats, @Nullable LinkOwner owner) throws IOException {
    TlsSource source = owner == null ? null : owner.tls();
    SSLContext context = jnats.getSslContext();
    if (source != null && (context == null || context == PLACEHOLDER)) {
      return new TlsLayer(source.current(), source.options());
    }
    if (context == null) {
      throw new IOException("there are no settings for TLS");
    }
    return new TlsLayer(TlsMaterial.ofCaller(context), DEFAULTS);
  }

  SSLSocket over(Socket plain, String name, NatsUri server) throws IOException {
    String host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    SSLSocket socket =
        (SSLSocket)
            material.context().getSocketFactory().createSocket(plain, host, server.getPort(), true);
    socket.setUseClientMode(true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(protocols(socket));
    parameters.setEndpointIdentificationAlgorithm(options.isInsecure() ? null : "HTTPS");
    socket.setSSLParameters(parameters);
    TlsDiagnosis explains = new TlsDiagnosis(material, options, host, server.isWebsocket());
    diagnosis = explains;
    material.forget();
    try {
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      throw explains.handshakeFailed(e);
    }
  }

  private String[] protocols(SSLSocket socket) {
    List<String> wanted =
        options.minimumVersion() == TlsVersion.TLS_1_3
            ? List.of("TLSv1.3")
            : List.of("TLSv1.3", "TLSv1.2");
    List<String> known = Arrays.asList(socket.getEnabledProtocols()); // as the context wants it
    return wanted.stream().filter(known::contains).toArray(String[]::new);
  }

  /** What a failure after the handshake, but before the server has said anything, means. */
  IOException afterHandshake(IOException e) {
    return diagnosis == null ? e : diagnosis.refusedAfterHandshake(e);
  }
}
