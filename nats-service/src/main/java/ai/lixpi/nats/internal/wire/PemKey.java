package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.internal.wire.Pem.Block;
import ai.lixpi.nats.internal.wire.Pem.Invalid;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Reads private keys: PKCS#8 (RFC 5208) as the JDK does, PKCS#1 by wrapping it into that. */
final class PemKey {
  private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519", "RSASSA-PSS");

  /** Version 0, and the algorithm rsaEncryption with no parameters. */
  private static final byte[] PKCS8_RSA = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private PemKey() {}

  /** The first private key of a file; other blocks, such as parameters, are skipped. */
  static PrivateKey parse(byte[] file) throws Invalid {
    for (Block block : Pem.blocks(file)) {
      String label = block.label();
      if (label.equals("ENCRYPTED PRIVATE KEY") || block.encrypted()) {
        throw new Invalid("is encrypted. " + convert("decrypts"));
      }
      if (label.equals("PRIVATE KEY")) {
        return pkcs8(block.der());
      }
      if (label.equals("RSA PRIVATE KEY")) {
        return pkcs8(wrapped(block.der()));
      }
      if (label.endsWith("PRIVATE KEY")) {
        throw new Invalid(
            (label.startsWith("EC ") ? "is in the SEC1 format. " : "is in an old format. ")
                + convert("converts"));
      }
    }
    throw new Invalid("holds no private key. Give a file with '-----BEGIN PRIVATE KEY-----'");
  }

  private static String convert(String what) {
    return "This command "
        + what
        + " it: openssl pkcs8 -topk8 -nocrypt -in key.pem -out key-pkcs8.pem";
  }

  private static PrivateKey pkcs8(byte[] der) throws Invalid {
    for (String kind : KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException | RuntimeException e) {
        // another kind, or the JDK's parser fell over garbage
      }
    }
    throw new Invalid("holds a key that is garbled, or neither RSA nor EC nor Ed25519");
  }

  private static byte[] wrapped(byte[] pkcs1) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(PKCS8_RSA);
    element(content, 0x04, pkcs1);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    element(whole, 0x30, content.toByteArray());
    return whole.toByteArray();
  }

  /** A DER element: tag, length in the shortest form, content. */
  private static void element(ByteArrayOutputStream out, int tag, byte[] content) {
    out.write(tag);
    int length = content.length;
    if (length < 0x80) {
      out.write(length);
    } else {
      int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
      out.write(0x80 | bytes);
      for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        out.write(length >>> shift);
      }
    }
    out.writeBytes(content);
  }
}
