package ai.lixpi.nats;

import ai.lixpi.nats.internal.Given;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Builds {@link TlsOptions}. Not thread-safe. */
public final class TlsOptionsBuilder {
  @Nullable Path caCert;
  @Nullable Path certificate;
  @Nullable Path key;
  TlsVersion minimumVersion = TlsVersion.TLS_1_2;
  boolean handshakeFirst;
  @Nullable SSLContext sslContext;
  boolean insecure;

  TlsOptionsBuilder() {}

  /**
   * Trusts the certificates of a PEM file in place of the JDK's; the same as {@link
   * NatsServiceConfigBuilder#tlsCaCert(Path)}.
   *
   * @param pemFile a file with one or more certificates; read anew when it has changed
   * @return this
   */
  public TlsOptionsBuilder caCert(Path pemFile) {
    this.caCert = Given.nonNull("caCert", pemFile);
    return this;
  }

  /**
   * The certificate with which the client proves who it is, together with {@link #key}. None by
   * default.
   *
   * @param pemFile a file with the certificate, and after it those that lead to its authority; read
   *     anew when it has changed
   * @return this
   */
  public TlsOptionsBuilder certificate(Path pemFile) {
    this.certificate = Given.nonNull("certificate", pemFile);
    return this;
  }

  /**
   * The private key of {@link #certificate}.
   *
   * @param pemFile a file with an RSA, EC or Ed25519 key in PKCS#8, or an RSA key in PKCS#1, not
   *     encrypted; read anew when it has changed
   * @return this
   */
  public TlsOptionsBuilder key(Path pemFile) {
    this.key = Given.nonNull("key", pemFile);
    return this;
  }

  /**
   * The lowest version of TLS that is used; 1.2 by default.
   *
   * @param version the version
   * @return this
   */
  public TlsOptionsBuilder minimumVersion(TlsVersion version) {
    this.minimumVersion = Given.nonNull("minimumVersion", version);
    return this;
  }

  /**
   * Begins with TLS before the server has said anything, for servers with {@code handshake_first}.
   * Off by default. It has no meaning for {@code wss://}, where TLS always comes first.
   *
   * @return this
   */
  public TlsOptionsBuilder handshakeFirst() {
    this.handshakeFirst = true;
    return this;
  }

  /**
   * Uses a context of the caller's own, in place of {@link #caCert}, {@link #certificate} and
   * {@link #key}. Host names are verified all the same.
   *
   * @param context the context
   * @return this
   */
  public TlsOptionsBuilder sslContext(SSLContext context) {
    this.sslContext = Given.nonNull("sslContext", context);
    return this;
  }

  /**
   * Verifies neither certificates nor host names, so that anybody on the way can read and change
   * everything, credentials included. Never for production; a warning is logged. Allows {@code
   * opentls://} URLs.
   *
   * @return this
   */
  public TlsOptionsBuilder insecure() {
    this.insecure = true;
    return this;
  }

  /**
   * Makes the options. They are checked when the configuration is built.
   *
   * @return the options
   */
  public TlsOptions build() {
    return new TlsOptions(this);
  }

  static Path path(String what, String option, String file) {
    try {
      return Path.of(Given.nonNull(option, file));
    } catch (InvalidPathException e) {
      throw new ConfigurationException(
          "The " + what + " '" + file + "' can't be used: give a PEM file.", e);
    }
  }
}
