package ai.lixpi.nats.internal;

import ai.lixpi.nats.InvalidSubjectException;
import org.jspecify.annotations.Nullable;

/**
 * The rules for subjects and queue groups, checked before a byte is written. Subjects that passed
 * are remembered in a small table, because services use few of them very often.
 */
public final class Subjects {
  /**
   * The longest subject in UTF-8 bytes; the server's control line holds 4,096 bytes with reply
   * subject and sizes.
   */
  public static final int MAX_BYTES = 1_900;

  private static final int SLOTS = 256;
  private static final @Nullable String[] KNOWN = new @Nullable String[SLOTS];

  private Subjects() {}

  /**
   * Checks a subject to publish to: no wildcards.
   *
   * @param subject the subject
   */
  public static void requirePublishable(@Nullable String subject) {
    if (subject == null) {
      throw new InvalidSubjectException("The subject is null: give one like 'orders.created'.");
    }
    int slot = subject.hashCode() & (SLOTS - 1);
    String known = KNOWN[slot];
    if (subject.equals(known)) {
      return;
    }
    check(subject, "subject", false);
    KNOWN[slot] = subject;
  }

  /**
   * Checks a subject to subscribe to: whole tokens may be '*', the last one '>'.
   *
   * @param subject the subject
   */
  public static void requireSubscribable(@Nullable String subject) {
    if (subject == null) {
      throw new InvalidSubjectException(
          "The subject is null: give one like 'orders.*' or 'orders.created'.");
    }
    check(subject, "subject", true);
  }

  /**
   * Checks the name of a queue group.
   *
   * @param queue the name, or null for none
   */
  public static void requireQueueGroup(@Nullable String queue) {
    if (queue != null) {
      check(queue, "queue group", false);
    }
  }

  private static void check(String name, String what, boolean wildcards) {
    if (name.isEmpty()) {
      throw new InvalidSubjectException(
          "The " + what + " is empty: give one like 'orders.created'.");
    }
    int bytes = 0;
    int tokenStart = 0;
    int length = name.length();
    for (int i = 0; i < length; i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c == 0x7f) {
        throw invalid(
            what,
            name,
            "has a blank or control character at position "
                + i
                + ": use letters, digits, '-' or '_' instead");
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == length
            || !Character.isLowSurrogate(name.charAt(i + 1))) {
          throw invalid(
              what,
              name,
              "has a lone surrogate at position "
                  + i
                  + ", half of a character that was cut in two");
        }
        i++;
        bytes += 4;
        continue;
      }
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      if (c == '.') {
        if (i == tokenStart || i + 1 == length) {
          throw invalid(what, name, "has an empty token: '.' must stand between two names");
        }
        tokenStart = i + 1;
      } else if (c == '*' || c == '>') {
        boolean wholeToken = i == tokenStart && (i + 1 == length || name.charAt(i + 1) == '.');
        if (wholeToken && !wildcards) {
          throw invalid(
              what, name, "has the wildcard '" + c + "', which only a subscription may have");
        }
        if (what.equals("queue group")) {
          throw invalid(what, name, "has a '" + c + "', which no queue group may have");
        }
        if (wholeToken && c == '>' && i + 1 != length) {
          throw invalid(
              what, name, "has '>' before its end: it matches the rest, so it must be last");
        }
      }
    }
    if (bytes > MAX_BYTES) {
      throw invalid(what, name, "has " + bytes + " bytes, more than the " + MAX_BYTES + " allowed");
    }
  }

  private static InvalidSubjectException invalid(String what, String name, String why) {
    return new InvalidSubjectException("The " + what + " '" + printable(name) + "' " + why + ".");
  }

  private static String printable(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .limit(64)
        .forEach(
            c -> {
              if (c < ' ' || c == 0x7f || (c >= 0xd800 && c <= 0xdfff)) {
                text.append(String.format("\\u%04x", c));
              } else {
                text.appendCodePoint(c);
              }
            });
    return name.codePointCount(0, name.length()) > 64 ? text + "..." : text.toString();
  }
}
