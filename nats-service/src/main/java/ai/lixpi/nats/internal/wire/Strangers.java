package ai.lixpi.nats.internal.wire;

import java.util.regex.Pattern;

/** What came in place of an answer is a stranger's text. */
final class Strangers {
  private static final int SHOWN = 80;
  private static final int LINE = 256;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private Strangers() {}

  static String answer(String text) {
    return "its answer was '" + shown(text.lines().findFirst().orElse("").strip()) + "'";
  }

  /** What must not forge lines of a log, nor fill it. */
  static String line(String text) {
    String clean = UNPRINTABLE.matcher(text).replaceAll("?");
    return clean.length() <= LINE ? clean : clean.substring(0, LINE) + "...";
  }

  /** The same without a change of what may be in a subject, like the joiners of an emoji. */
  static String withoutControls(String text) {
    return CONTROL.matcher(text).replaceAll("?");
  }

  /** One short line of plain characters. */
  static String shown(String text) {
    String clean = text.replaceAll("[^ -~]", "?");
    return clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN) + "...";
  }
}
