package ai.lixpi.nats.testkit;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;

/** The kind of key that {@link TestCertificates} makes a certificate for. */
public enum KeyKind {
  /** RSA with 2048 bits. */
  RSA("RSA", 2048),
  /** An elliptic curve key on P-256. */
  EC("EC", 256),
  /** An Ed25519 key; with TLS 1.3 only. */
  ED25519("Ed25519", 255);

  private final String algorithm;
  private final int size;

  KeyKind(String algorithm, int size) {
    this.algorithm = algorithm;
    this.size = size;
  }

  KeyPair generate() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(size);
    return generator.generateKeyPair();
  }
}
