package ai.lixpi.nats.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** RFC 4648 Base32 without padding, in char arrays because seeds must be wipeable. */
final class Base32 {
  private static final char[] ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".toCharArray();

  private Base32() {}

  static char[] encode(byte[] bytes) {
    char[] text = new char[(bytes.length * 8 + 4) / 5];
    int bits = 0;
    int buffer = 0;
    int length = 0;
    for (byte each : bytes) {
      buffer = (buffer << 8 | (each & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text[length++] = ALPHABET[buffer >> bits & 31];
      }
    }
    if (bits > 0) {
      text[length] = ALPHABET[buffer << (5 - bits) & 31];
    }
    return text;
  }

  /** Returns null for what no encoder writes: other characters, or bits behind the last byte. */
  static byte @Nullable [] decode(CharSequence text) {
    byte[] bytes = new byte[text.length() * 5 / 8];
    int bits = 0;
    int buffer = 0;
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = valueOf(text.charAt(i));
      if (value < 0) {
        Arrays.fill(bytes, (byte) 0);
        return null;
      }
      buffer = (buffer << 5 | value) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[length++] = (byte) (buffer >> bits);
      }
    }
    if (bits >= 5 || (buffer & ((1 << bits) - 1)) != 0) {
      Arrays.fill(bytes, (byte) 0);
      return null;
    }
    return bytes;
  }

  private static int valueOf(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
  }
}
