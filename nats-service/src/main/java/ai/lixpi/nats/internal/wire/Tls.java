package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS that verifies host names, which bare jnats does not. */
public final class Tls {
  private Tls() {}

  /**
   * A context for clients.
   *
   * @param caCert a PEM file with one or more certificates to trust, or null for those of the JDK
   * @return a context whose sockets verify the server's certificate and its host name
   */
  public static SSLContext context(@Nullable Path caCert) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(caCert == null ? null : store(caCert));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return HostVerifyingContext.of(context);
    } catch (GeneralSecurityException | IOException e) {
      throw new ConfigurationException(
          "The TLS CA certificate '"
              + caCert
              + "' can't be used: give a PEM file with one or more '-----BEGIN CERTIFICATE-----' blocks.",
          e);
    }
  }

  private static KeyStore store(Path caCert) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(caCert)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new GeneralSecurityException("no certificate in the file");
      }
      int number = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
    }
    return store;
  }
}
