package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority, a server and a client of it, made for one test, as PEM files in a
 * temporary folder and as an {@link SSLContext}.
 *
 * <p>Two instances never trust each other. Immutable and safe to use from any thread; {@link
 * #close()} or the end of the JVM deletes the files.
 */
public final class TestCertificates implements AutoCloseable {
  private static final char[] NO_PASSWORD = {};

  private final TempFolder folder = new TempFolder("nats-testkit-tls-");
  private final X509Certificate authority;
  private final X509Certificate client;
  private final KeyPair clientKeys;

  TestCertificates(TestCertificatesBuilder settings) {
    try {
      CertificateIssuer issuer = new CertificateIssuer();
      KeyPair serverKeys = settings.keyKind.generate();
      authority = issuer.certificate();
      clientKeys = settings.keyKind.generate();
      client =
          issuer.issue(
              "testkit-client", clientKeys, Instant.now().plus(Duration.ofDays(10)), List.of());
      write(ca(), new JcaMiscPEMGenerator(authority));
      write(
          serverCertificate(),
          new JcaMiscPEMGenerator(
              issuer.issue(
                  "testkit-server", serverKeys, settings.serverEnd, settings.serverNames)));
      write(serverKey(), pkcs8(serverKeys, null));
      write(clientCertificate(), new JcaMiscPEMGenerator(client));
      write(clientKey(), pkcs8(clientKeys, null));
      write(clientKeyTraditional(), new JcaMiscPEMGenerator(clientKeys.getPrivate()));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw failure(e);
    }
  }

  /**
   * Makes certificates for {@code localhost} and {@code 127.0.0.1} with elliptic curve keys.
   *
   * @return the certificates
   */
  public static TestCertificates create() {
    return builder().create();
  }

  /**
   * Starts a description of certificates.
   *
   * @return a builder to describe them with
   */
  public static TestCertificatesBuilder builder() {
    return new TestCertificatesBuilder();
  }

  /**
   * The certificate of the authority.
   *
   * @return path of a PEM file
   */
  public Path ca() {
    return folder.path().resolve("ca.pem");
  }

  /**
   * The certificate of the server.
   *
   * @return path of a PEM file
   */
  public Path serverCertificate() {
    return folder.path().resolve("server.pem");
  }

  /**
   * The private key of the server.
   *
   * @return path of a PEM file, PKCS#8
   */
  public Path serverKey() {
    return folder.path().resolve("server-key.pem");
  }

  /**
   * The certificate of the client.
   *
   * @return path of a PEM file
   */
  public Path clientCertificate() {
    return folder.path().resolve("client.pem");
  }

  /**
   * The private key of the client.
   *
   * @return path of a PEM file, PKCS#8 ({@code BEGIN PRIVATE KEY})
   */
  public Path clientKey() {
    return folder.path().resolve("client-key.pem");
  }

  /**
   * The private key of the client in its kind's older format.
   *
   * @return path of a PEM file: PKCS#1 ({@code BEGIN RSA PRIVATE KEY}) for RSA, SEC1 ({@code BEGIN
   *     EC PRIVATE KEY}) for EC; Ed25519 has only PKCS#8
   */
  public Path clientKeyTraditional() {
    return folder.path().resolve("client-key-traditional.pem");
  }

  /**
   * The private key of the client, encrypted.
   *
   * @param password to encrypt it with
   * @return path of a PEM file, PKCS#8 ({@code BEGIN ENCRYPTED PRIVATE KEY})
   */
  public Path clientKeyEncrypted(String password) {
    Path file = folder.path().resolve("client-key-encrypted.pem");
    try {
      write(
          file,
          pkcs8(
              clientKeys,
              new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
                  .setProvider(new BouncyCastleProvider())
                  .setPassword(password.toCharArray())
                  .build()));
      return file;
    } catch (OperatorCreationException | IOException e) {
      throw failure(e);
    }
  }

  /**
   * A context for a client that trusts the authority and shows no certificate.
   *
   * @return a TLS context
   */
  public SSLContext clientContext() {
    return context(null);
  }

  /**
   * A context for a client that trusts the authority and shows its own certificate.
   *
   * @return a TLS context, for {@link NatsServerBuilder#mutualTls()}
   */
  public SSLContext clientContextWithCertificate() {
    try {
      KeyStore keys = emptyStore();
      keys.setKeyEntry(
          "client", clientKeys.getPrivate(), NO_PASSWORD, new X509Certificate[] {client});
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, NO_PASSWORD);
      return context(factory);
    } catch (GeneralSecurityException | IOException e) {
      throw failure(e);
    }
  }

  private SSLContext context(@Nullable KeyManagerFactory keys) {
    try {
      KeyStore trusted = emptyStore();
      trusted.setCertificateEntry("ca", authority);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw failure(e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static JcaPKCS8Generator pkcs8(KeyPair keys, @Nullable OutputEncryptor encryptor)
      throws IOException {
    return new JcaPKCS8Generator(keys.getPrivate(), encryptor);
  }

  private static void write(Path file, PemObjectGenerator object) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file);
        JcaPEMWriter pem = new JcaPEMWriter(writer)) {
      pem.writeObject(object);
    }
  }

  private static IllegalStateException failure(Exception e) {
    return new IllegalStateException("This JVM could not make the certificates: " + e, e);
  }

  /** Deletes the files. */
  @Override
  public void close() {
    folder.close();
  }
}
