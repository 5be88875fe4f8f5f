package ai.lixpi.nats.objectstore;

import java.security.SecureRandom;

/** Makes the unique ids of uploads: 22 letters and digits, as the other clients make them. */
final class Nuid {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 22;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Nuid() {}

  static String next() {
    byte[] random = new byte[2 * LENGTH]; // at once, because each call of the generator is dear
    RANDOM.nextBytes(random);
    char[] id = new char[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      int number = (random[2 * i] & 0xff) << 8 | (random[2 * i + 1] & 0xff);
      id[i] = DIGITS.charAt(number % DIGITS.length());
    }
    return new String(id);
  }

  /** Whether it can stand in a subject without meaning more than itself. */
  static boolean isSafe(String nuid) {
    return !nuid.isEmpty()
        && nuid.chars().allMatch(c -> c > ' ' && c < 0x7f && ".*>\"\\".indexOf(c) < 0);
  }
}
