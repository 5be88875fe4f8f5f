package ai.lixpi.nats.cli.output;

/** Colours. */
public enum Style {
  /** For headings. */
  BOLD("1"),
  /** For what matters less. */
  FAINT("2"),
  /** For failures. */
  RED("31"),
  /** For what is fine. */
  GREEN("32"),
  /** For warnings. */
  YELLOW("33"),
  /** For names. */
  CYAN("36");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  /**
   * Colours a text.
   *
   * @param wanted whether the reader sees colours
   * @param text the text
   * @return the text, with or without colour
   */
  public String on(boolean wanted, String text) {
    return wanted ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
