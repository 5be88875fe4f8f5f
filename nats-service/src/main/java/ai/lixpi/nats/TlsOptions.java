package ai.lixpi.nats;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a service uses TLS, for {@link NatsServiceConfigBuilder#tls(TlsOptions)}. Whoever gives it
 * requires TLS of every server. Immutable; {@link NatsServiceConfigBuilder#build()} checks it.
 */
public final class TlsOptions {
  private final @Nullable Path caCert;
  private final @Nullable Path certificate;
  private final @Nullable Path key;
  private final TlsVersion minimumVersion;
  private final boolean handshakeFirst;
  private final @Nullable SSLContext sslContext;
  private final boolean insecure;

  TlsOptions(TlsOptionsBuilder builder) {
    caCert = builder.caCert;
    certificate = builder.certificate;
    key = builder.key;
    minimumVersion = builder.minimumVersion;
    handshakeFirst = builder.handshakeFirst;
    sslContext = builder.sslContext;
    insecure = builder.insecure;
  }

  /**
   * Starts from the defaults: the JDK's certificates, no client certificate, TLS 1.2 or 1.3.
   *
   * @return a builder
   */
  public static TlsOptionsBuilder builder() {
    return new TlsOptionsBuilder();
  }

  /**
   * Starts from these options.
   *
   * @return a builder
   */
  public TlsOptionsBuilder toBuilder() {
    TlsOptionsBuilder builder = new TlsOptionsBuilder();
    builder.caCert = caCert;
    builder.certificate = certificate;
    builder.key = key;
    builder.minimumVersion = minimumVersion;
    builder.handshakeFirst = handshakeFirst;
    builder.sslContext = sslContext;
    builder.insecure = insecure;
    return builder;
  }

  /** {@return the PEM file with the certificates to trust, or empty for those of the JDK} */
  public Optional<Path> caCert() {
    return Optional.ofNullable(caCert);
  }

  /** {@return the PEM file with the client's certificate, or empty} */
  public Optional<Path> certificate() {
    return Optional.ofNullable(certificate);
  }

  /** {@return the PEM file with the key of the client's certificate, or empty} */
  public Optional<Path> key() {
    return Optional.ofNullable(key);
  }

  /** {@return the lowest version that is used} */
  public TlsVersion minimumVersion() {
    return minimumVersion;
  }

  /** {@return whether TLS begins before the server has said anything} */
  public boolean isHandshakeFirst() {
    return handshakeFirst;
  }

  /** {@return the caller's own context, or empty} */
  public Optional<SSLContext> sslContext() {
    return Optional.ofNullable(sslContext);
  }

  /** {@return whether servers are believed to be who they say they are} */
  public boolean isInsecure() {
    return insecure;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TlsOptions that
        && Objects.equals(caCert, that.caCert)
        && Objects.equals(certificate, that.certificate)
        && Objects.equals(key, that.key)
        && minimumVersion == that.minimumVersion
        && handshakeFirst == that.handshakeFirst
        && sslContext == that.sslContext
        && insecure == that.insecure;
  }

  @Override
  public int hashCode() {
    return Objects.hash(caCert, certificate, key, minimumVersion, handshakeFirst, insecure);
  }

  @Override
  public String toString() {
    return "TlsOptions[caCert="
        + caCert
        + ", certificate="
        + certificate
        + ", minimumVersion="
        + minimumVersion
        + (handshakeFirst ? ", handshakeFirst" : "")
        + (sslContext == null ? "" : ", sslContext")
        + (insecure ? ", insecure" : "")
        + "]";
  }
}
