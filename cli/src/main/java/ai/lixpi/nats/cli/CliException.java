package ai.lixpi.nats.cli;

/** A command can't go on: a sentence with a remedy, and what to exit with. */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the program ends with. */
  private final int exitCode;

  /**
   * Creates one.
   *
   * @param exitCode one of {@link ExitCode}
   * @param sentence what happened and what to do
   */
  public CliException(int exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
  }

  /**
   * Creates one with a cause.
   *
   * @param exitCode one of {@link ExitCode}
   * @param sentence what happened and what to do
   * @param cause the failure below
   */
  public CliException(int exitCode, String sentence, Throwable cause) {
    super(sentence, cause);
    this.exitCode = exitCode;
  }

  /**
   * What the program ends with.
   *
   * @return one of {@link ExitCode}
   */
  public int exitCode() {
    return exitCode;
  }

  /**
   * Wrong arguments.
   *
   * @param sentence what is wrong and what to write instead
   * @return the exception
   */
  public static CliException usage(String sentence) {
    return new CliException(ExitCode.USAGE, sentence);
  }

  /**
   * A failure of any other kind.
   *
   * @param sentence what happened and what to do
   * @return the exception
   */
  public static CliException failed(String sentence) {
    return new CliException(ExitCode.FAILED, sentence);
  }
}
