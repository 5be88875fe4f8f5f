package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectInfo;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Checks the bytes of a whole object against its record: how many, and their digest. */
final class Verifier {
  private static final String SHA_256 = "SHA-256";

  private final ObjectInfo info;
  private final byte[] expected;
  private final MessageDigest digest;

  // Mutable state
  private long size;

  /**
   * Prepares the check.
   *
   * @throws ObjectIntegrityException when the record has no digest that can be checked
   */
  Verifier(ObjectInfo info) {
    this.info = info;
    this.expected = expected(info.getDigest());
    try {
      this.digest = MessageDigest.getInstance(SHA_256);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each JDK must have it
    }
  }

  private byte[] expected(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      throw damaged("its record has no digest");
    }
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw damaged("the digest in its record names no algorithm");
    }
    String algorithm = text.substring(0, equals);
    if (!algorithm.equalsIgnoreCase(SHA_256)) {
      throw damaged("its digest is of the unknown algorithm '" + Names.printable(algorithm) + "'");
    }
    // written with either alphabet, with or without padding
    String value = text.substring(equals + 1).replace('+', '-').replace('/', '_');
    try {
      return Base64.getUrlDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw damaged("the digest in its record is no Base64");
    }
  }

  /** Takes the next bytes; they are more than the record says when this throws. */
  void add(byte[] bytes) {
    size += bytes.length;
    if (size > info.getSize()) {
      throw damaged("there are at least " + size + " bytes instead of " + info.getSize());
    }
    digest.update(bytes);
  }

  /** Checks everything that was added. */
  void finish() {
    if (size != info.getSize()) {
      throw damaged("there are " + size + " bytes instead of " + info.getSize());
    }
    if (!MessageDigest.isEqual(expected, digest.digest())) {
      throw damaged("the digest of its bytes is not that in its record");
    }
  }

  private ObjectIntegrityException damaged(String check) {
    return new ObjectIntegrityException(info.getBucket(), info.getObjectName(), check);
  }
}
