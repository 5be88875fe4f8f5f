package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.TlsOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each attempt to connect the context that the files amount to at that moment. When they are
 * unusable for a while, because somebody is about to replace them, the last good ones are used.
 */
final class TlsSource {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);
  private static final char[] NO_PASSWORD = {};

  private final TlsOptions options;
  private final List<TlsFile> files;

  // Mutable state, of the one attempt that is under way
  private TlsMaterial material;
  private String stamp;

  TlsSource(TlsOptions options) {
    this.options = options;
    this.files =
        Stream.of(
                options.caCert().map(TlsFile::ca),
                options.certificate().map(TlsFile::certificate),
                options.key().map(TlsFile::key))
            .flatMap(Optional::stream)
            .toList();
    this.stamp = stamp();
    this.material = load();
  }

  TlsOptions options() {
    return options;
  }

  TlsMaterial current() {
    String now = stamp();
    if (!now.equals(stamp)) {
      try {
        material = load();
        LOG.info("NATS -> TLS files have changed and were read anew");
      } catch (ConfigurationException e) {
        LOG.warn("NATS -> TLS goes on with the files as they were before: {}", e.getMessage());
      }
      stamp = now;
    }
    return material;
  }

  private String stamp() {
    return String.join("\n", files.stream().map(TlsFile::stamp).toList());
  }

  private TlsMaterial load() {
    if (options.sslContext().isPresent()) {
      return TlsMaterial.ofCaller(options.sslContext().get());
    }
    try {
      return TlsMaterial.of(new ObservedKeys(keys()), new ObservedTrust(trust()));
    } catch (GeneralSecurityException | IOException e) {
      throw new ConfigurationException(
          "This JVM can't prepare TLS (" + e.getMessage() + "): check its security settings.", e);
    }
  }

  private @Nullable X509ExtendedTrustManager trust() throws GeneralSecurityException, IOException {
    if (options.isInsecure()) {
      return null;
    }
    KeyStore store = null;
    if (options.caCert().isPresent()) {
      store = emptyStore();
      int number = 0;
      for (X509Certificate ca : TlsFile.ca(options.caCert().get()).read(PemCertificates::parse)) {
        store.setCertificateEntry("ca-" + number++, ca);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return first(X509ExtendedTrustManager.class, factory.getTrustManagers());
  }

  private @Nullable X509ExtendedKeyManager keys() throws GeneralSecurityException, IOException {
    if (options.certificate().isEmpty() || options.key().isEmpty()) {
      return null;
    }
    TlsFile keyFile = TlsFile.key(options.key().get());
    X509Certificate[] chain =
        TlsFile.certificate(options.certificate().get())
            .read(PemCertificates::parse)
            .toArray(X509Certificate[]::new);
    PrivateKey key = keyFile.read(PemKey::parse);
    requirePair(keyFile, key, chain[0]);
    KeyStore store = emptyStore();
    store.setKeyEntry("client", key, NO_PASSWORD, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return first(X509ExtendedKeyManager.class, factory.getKeyManagers());
  }

  private void requirePair(TlsFile keyFile, PrivateKey key, X509Certificate certificate) {
    try {
      Signature signature =
          Signature.getInstance(
              switch (key.getAlgorithm()) {
                case "EC" -> "SHA256withECDSA";
                case "EdDSA" -> "EdDSA";
                default -> "SHA256withRSA";
              });
      byte[] probe = {1, 2, 3};
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(probe);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      // a public key of another kind
    }
    throw new ConfigurationException(
        "The TLS key '"
            + keyFile.path()
            + "' is not the key of the first certificate in '"
            + options.certificate().map(Object::toString).orElse("")
            + "': give the two that belong together.");
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static <T> T first(Class<T> type, Object[] managers) throws GeneralSecurityException {
    return Arrays.stream(managers)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("no " + type.getSimpleName()));
  }
}
