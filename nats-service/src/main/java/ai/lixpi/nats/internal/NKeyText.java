package ai.lixpi.nats.internal;

import ai.lixpi.nats.InvalidCredentialsException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * NKeys as text: a prefix byte or two, 32 raw bytes, a CRC-16 (XMODEM, little-endian), all in
 * Base32. Knows nothing of what the bytes are for.
 */
public final class NKeyText {
  /** The prefix of an operator's public key, {@code O}. */
  public static final int OPERATOR = 14 << 3;

  /** The prefix of an account's public key, {@code A}. */
  public static final int ACCOUNT = 0;

  /** The prefix of a user's public key, {@code U}. */
  public static final int USER = 20 << 3;

  /** The prefix of a server's public key, {@code N}. */
  public static final int SERVER = 13 << 3;

  /** The prefix of a cluster's public key, {@code C}. */
  public static final int CLUSTER = 2 << 3;

  /** The prefix of a public X25519 key, {@code X}. */
  public static final int CURVE = 23 << 3;

  private static final int SEED = 18 << 3;
  private static final int RAW_BYTES = 32;
  private static final int CRC_BYTES = 2;
  private static final int SEED_CHARS = 58;
  private static final int PUBLIC_CHARS = 56;
  private static final String ROLES = "OAUNCX";
  private static final String REMEDY =
      " Give a seed as nsc, nk or NKey.generate make them: 58 capital letters and digits that start"
          + " with 'S', like 'SUA...' for a user.";

  private NKeyText() {}

  /**
   * What a seed holds.
   *
   * @param prefix the prefix of the public key that belongs to it, one of those above
   * @param raw 32 bytes, to be wiped after use
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Seed(int prefix, byte[] raw) {
    @Override
    public String toString() {
      return "Seed[" + letter(prefix) + "]";
    }
  }

  /**
   * Writes a public key.
   *
   * @param prefix one of those above
   * @param raw 32 bytes
   * @return 56 characters
   */
  public static String encodePublic(int prefix, byte[] raw) {
    byte[] bytes = new byte[1 + RAW_BYTES + CRC_BYTES];
    bytes[0] = (byte) prefix;
    return new String(complete(bytes, 1, raw));
  }

  /**
   * Writes a seed.
   *
   * @param prefix the prefix of the public key that belongs to it
   * @param raw 32 bytes
   * @return 58 characters, to be wiped after use
   */
  public static char[] encodeSeed(int prefix, byte[] raw) {
    byte[] bytes = new byte[2 + RAW_BYTES + CRC_BYTES];
    bytes[0] = (byte) (SEED | prefix >> 5);
    bytes[1] = (byte) ((prefix & 31) << 3);
    char[] text = complete(bytes, 2, raw);
    Arrays.fill(bytes, (byte) 0);
    return text;
  }

  private static char[] complete(byte[] bytes, int at, byte[] raw) {
    if (raw.length != RAW_BYTES) {
      throw new InvalidCredentialsException(
          "A key of " + raw.length + " bytes is none: give " + RAW_BYTES + " bytes.");
    }
    System.arraycopy(raw, 0, bytes, at, RAW_BYTES);
    int crc = crc16(bytes, bytes.length - CRC_BYTES);
    bytes[bytes.length - 2] = (byte) crc;
    bytes[bytes.length - 1] = (byte) (crc >> 8);
    return Base32.encode(bytes);
  }

  /**
   * Reads a public key.
   *
   * @param prefix the role that it must have, one of those above
   * @param text the text
   * @return 32 bytes
   * @throws InvalidCredentialsException when it is none; its message does not quote the text
   */
  public static byte[] decodePublic(int prefix, @Nullable CharSequence text) {
    char letter = letter(prefix);
    String remedy = " Give the " + PUBLIC_CHARS + " characters that start with '" + letter + "'.";
    if (text == null || text.length() == 0) {
      throw new InvalidCredentialsException("The public key is empty." + remedy);
    }
    if (text.charAt(0) == 'S' && text.length() == SEED_CHARS) {
      throw new InvalidCredentialsException("A seed was given for a public key." + remedy);
    }
    if (text.charAt(0) != letter || text.length() != PUBLIC_CHARS) {
      throw new InvalidCredentialsException("The public key has not the right form." + remedy);
    }
    byte[] bytes = Base32.decode(text);
    if (bytes == null || (bytes[0] & 0xff) != prefix || !crcFits(bytes)) {
      throw new InvalidCredentialsException(
          "The public key has a typing mistake: its checksum does not fit." + remedy);
    }
    return Arrays.copyOfRange(bytes, 1, 1 + RAW_BYTES);
  }

  /**
   * Reads a seed.
   *
   * @param text the text
   * @return its role and its bytes
   * @throws InvalidCredentialsException when it is none; its message does not quote the text
   */
  public static Seed decodeSeed(@Nullable CharSequence text) {
    if (text == null || text.length() == 0) {
      throw new InvalidCredentialsException("The NKey seed is empty." + REMEDY);
    }
    requireForm(text);
    byte[] bytes = Base32.decode(text);
    if (bytes == null) {
      throw new InvalidCredentialsException(
          "The NKey seed has a character that no seed has." + REMEDY);
    }
    try {
      int prefix = (bytes[0] & 7) << 5 | (bytes[1] & 0xff) >> 3;
      if (!crcFits(bytes)) {
        throw new InvalidCredentialsException(
            "The NKey seed has a typing mistake: its checksum does not fit." + REMEDY);
      }
      if ((bytes[0] & 0xf8) != SEED || (bytes[1] & 7) != 0 || !isRole(prefix)) {
        throw new InvalidCredentialsException("The NKey seed has an unknown role." + REMEDY);
      }
      return new Seed(prefix, Arrays.copyOfRange(bytes, 2, 2 + RAW_BYTES));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void requireForm(CharSequence text) {
    if (text.chars().anyMatch(c -> c <= ' ')) {
      throw new InvalidCredentialsException(
          "The NKey seed has a blank or a line break in it: strip it." + REMEDY);
    }
    char first = text.charAt(0);
    if (text.chars().anyMatch(Character::isLowerCase)) {
      throw new InvalidCredentialsException(
          (Character.toUpperCase(first) == 'S' && text.length() == SEED_CHARS
                  ? "The NKey seed is in lower case: seeds are in capital letters."
                  : "The NKey seed is no seed: it has lower-case letters.")
              + REMEDY);
    }
    if (text.length() == PUBLIC_CHARS && ROLES.indexOf(first) >= 0) {
      throw new InvalidCredentialsException(
          "A public key was given for the NKey seed: only the seed can sign." + REMEDY);
    }
    if (first != 'S') {
      throw new InvalidCredentialsException(
          "The NKey seed does not start with 'S', so it is none." + REMEDY);
    }
    if (text.length() != SEED_CHARS) {
      throw new InvalidCredentialsException(
          String.format(
                  Locale.ROOT,
                  "The NKey seed has %d characters: it was cut off, or something was added.",
                  text.length())
              + REMEDY);
    }
  }

  private static boolean isRole(int prefix) {
    return switch (prefix) {
      case OPERATOR, ACCOUNT, USER, SERVER, CLUSTER, CURVE -> true;
      default -> false;
    };
  }

  private static char letter(int prefix) {
    return (char) ('A' + (prefix >> 3));
  }

  private static boolean crcFits(byte[] bytes) {
    int end = bytes.length - CRC_BYTES;
    int expected = (bytes[end] & 0xff) | (bytes[end + 1] & 0xff) << 8;
    return crc16(bytes, end) == expected;
  }

  private static int crc16(byte[] bytes, int length) {
    int crc = 0;
    for (int i = 0; i < length; i++) {
      crc ^= (bytes[i] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ 0x1021;
      }
    }
    return crc & 0xffff;
  }
}
