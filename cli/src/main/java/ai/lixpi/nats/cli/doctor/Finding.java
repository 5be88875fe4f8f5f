package ai.lixpi.nats.cli.doctor;

import ai.lixpi.nats.cli.output.Json;
import ai.lixpi.nats.cli.output.Style;
import java.util.Locale;
import java.util.Map;

/**
 * What one check found.
 *
 * @param check what was looked at
 * @param state how it is
 * @param detail what was seen
 * @param remedy what to do, or empty
 */
record Finding(String check, State state, String detail, String remedy) {
  /** How it is. */
  enum State {
    OK("ok  ", Style.GREEN),
    WARNING("warn", Style.YELLOW),
    FAILED("FAIL", Style.RED),
    SKIPPED("skip", Style.FAINT);

    private final String mark;
    private final Style style;

    State(String mark, Style style) {
      this.mark = mark;
      this.style = style;
    }

    String mark(boolean colours) {
      return style.on(colours, mark);
    }
  }

  static Finding ok(String check, String detail) {
    return new Finding(check, State.OK, detail, "");
  }

  static Finding warning(String check, String detail, String remedy) {
    return new Finding(check, State.WARNING, detail, remedy);
  }

  static Finding failed(String check, String detail, String remedy) {
    return new Finding(check, State.FAILED, detail, remedy);
  }

  static Finding skipped(String check, String why) {
    return new Finding(check, State.SKIPPED, why, "");
  }

  Map<String, Object> json() {
    return Json.object(
        "check",
        check,
        "state",
        state.name().toLowerCase(Locale.ROOT),
        "detail",
        detail,
        "remedy",
        remedy.isEmpty() ? null : remedy);
  }
}
