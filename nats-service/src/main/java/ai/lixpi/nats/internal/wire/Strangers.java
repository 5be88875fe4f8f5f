package ai.lixpi.nats.internal.wire;

/** What came in place of an answer is a stranger's text. */
final class Strangers {
  private static final int SHOWN = 80;

  private Strangers() {}

  static String answer(String text) {
    return "its answer was '" + shown(text.lines().findFirst().orElse("").strip()) + "'";
  }

  /** One short line of plain characters. */
  static String shown(String text) {
    String clean = text.replaceAll("[^ -~]", "?");
    return clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN) + "...";
  }
}
