package ai.lixpi.nats.internal.wire;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Decides whom to trust as the JDK does, host names included; without a manager below it trusts
 * everybody. Remembers the certificate of the server, so that a refusal can say what was in it.
 */
final class ObservedTrust extends X509ExtendedTrustManager {
  private final @Nullable X509ExtendedTrustManager trust;

  // Mutable state
  private volatile @Nullable X509Certificate server;

  ObservedTrust(@Nullable X509ExtendedTrustManager trust) {
    this.trust = trust;
  }

  void forget() {
    server = null;
  }

  @Nullable X509Certificate server() {
    return server;
  }

  private void see(X509Certificate[] chain) {
    server = chain.length == 0 ? null : chain[0];
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    see(chain);
    if (trust != null) {
      trust.checkServerTrusted(chain, type, socket);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    see(chain);
    if (trust != null) {
      trust.checkServerTrusted(chain, type, engine);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    see(chain);
    if (trust != null) {
      trust.checkServerTrusted(chain, type);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("only servers are verified here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("only servers are verified here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("only servers are verified here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust == null ? new X509Certificate[0] : trust.getAcceptedIssuers();
  }
}
