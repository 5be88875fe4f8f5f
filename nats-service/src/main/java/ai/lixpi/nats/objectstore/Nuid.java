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
    StringBuilder id = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      id.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
    }
    return id.toString();
  }

  /** Whether it can stand in a subject without meaning more than itself. */
  static boolean isSafe(String nuid) {
    return !nuid.isEmpty()
        && nuid.chars().allMatch(c -> c > ' ' && c < 0x7f && ".*>\"\\".indexOf(c) < 0);
  }
}
