package ai.lixpi.nats.internal.wire;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A context, and what its managers have seen of the handshake that is under way; nothing of a
 * caller's own context. A transport makes one handshake at a time.
 */
record TlsMaterial(SSLContext context, @Nullable ObservedKeys keys, @Nullable ObservedTrust trust) {

  static TlsMaterial of(ObservedKeys keys, ObservedTrust trust) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, new SecureRandom());
    return new TlsMaterial(context, keys, trust);
  }

  static TlsMaterial ofCaller(SSLContext context) {
    return new TlsMaterial(context, null, null);
  }

  void forget() {
    if (keys != null && trust != null) {
      keys.forget();
      trust.forget();
    }
  }

  /** Whether the server wanted a certificate of us and we had none for it. */
  boolean owesCertificate() {
    return keys != null && keys.asked() && !keys.answered();
  }

  boolean hasShownCertificate() {
    return keys != null && keys.answered();
  }

  /** The authorities that the server would have liked. */
  List<String> wantedAuthorities() {
    return keys == null ? List.of() : keys.authorities();
  }
}
