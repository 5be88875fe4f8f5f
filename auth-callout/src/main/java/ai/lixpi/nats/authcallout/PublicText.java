package ai.lixpi.nats.authcallout;

/** Text that somebody else chose, made fit for one line of a log. */
final class PublicText {
  private static final int LONGEST = 80;

  private PublicText() {}

  static String of(String text) {
    return limited(text, LONGEST);
  }

  static String limited(String text, int longest) {
    StringBuilder line = new StringBuilder();
    text.codePoints().limit(longest).forEach(c -> line.appendCodePoint(isPrintable(c) ? c : '?'));
    return text.codePointCount(0, text.length()) > longest ? line + "..." : line.toString();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
