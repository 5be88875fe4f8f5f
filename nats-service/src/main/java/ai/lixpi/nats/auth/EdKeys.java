package ai.lixpi.nats.auth;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.XECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Ed25519 and X25519 as the JDK has them, in raw bytes. */
final class EdKeys {
  private static final int RAW_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;
  private static final byte[] ED25519_HEAD =
      HexFormat.of().parseHex("302a300506032b6570032100"); // RFC 8410: SubjectPublicKeyInfo

  private EdKeys() {}

  static byte[] publicKeyOf(NamedParameterSpec curve, byte[] raw) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(curve.getName());
      // The JDK derives a public key only where it generates a pair
      generator.initialize(curve, new FixedRandom(raw));
      KeyPair pair = generator.generateKeyPair();
      if (!isPrivateKey(pair.getPrivate(), raw)) {
        throw new IllegalStateException(
            "The provider of " + curve.getName() + " derives no key from a seed.");
      }
      byte[] encoded = pair.getPublic().getEncoded();
      return Arrays.copyOfRange(encoded, encoded.length - RAW_BYTES, encoded.length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The JDK has no " + curve.getName() + ".", e);
    }
  }

  private static boolean isPrivateKey(PrivateKey key, byte[] raw) {
    Optional<byte[]> bytes =
        key instanceof EdECPrivateKey ed
            ? ed.getBytes()
            : key instanceof XECPrivateKey x ? x.getScalar() : Optional.empty();
    return bytes.isPresent() && MessageDigest.isEqual(bytes.get(), raw);
  }

  static byte[] sign(byte[] raw, byte[] data) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, raw)));
      signature.update(data);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The JDK can't sign with Ed25519.", e);
    }
  }

  static boolean verify(byte[] publicKey, byte[] data, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false; // the JDK ignores what stands behind
    }
    byte[] encoded = Arrays.copyOf(ED25519_HEAD, ED25519_HEAD.length + RAW_BYTES);
    System.arraycopy(publicKey, 0, encoded, ED25519_HEAD.length, RAW_BYTES);
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(data);
      return verifier.verify(signature);
    } catch (SignatureException | InvalidKeySpecException | java.security.InvalidKeyException e) {
      return false; // not the form of a signature, or no point of the curve
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The JDK can't verify Ed25519.", e);
    }
  }

  private static final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    FixedRandom(byte[] bytes) {
      super(null, null);
      this.bytes = bytes;
    }

    @Override
    public void nextBytes(byte[] target) {
      System.arraycopy(bytes, 0, target, 0, Math.min(bytes.length, target.length));
    }
  }
}
