package ai.lixpi.nats.internal.wire;

import java.util.Arrays;

/** Escapes secrets for JSON without making strings of them. */
final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonText() {}

  static char[] escape(char[] text) {
    char[] escaped = new char[text.length * 6];
    int length = 0;
    for (char c : text) {
      if (c == '"' || c == '\\') {
        escaped[length++] = '\\';
        escaped[length++] = c;
      } else if (c < ' ') {
        escaped[length++] = '\\';
        escaped[length++] = 'u';
        escaped[length++] = '0';
        escaped[length++] = '0';
        escaped[length++] = HEX[c >> 4];
        escaped[length++] = HEX[c & 15];
      } else {
        escaped[length++] = c;
      }
    }
    char[] result = Arrays.copyOf(escaped, length);
    Arrays.fill(escaped, '\0');
    return result;
  }
}
