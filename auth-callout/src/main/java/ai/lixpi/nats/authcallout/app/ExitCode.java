package ai.lixpi.nats.authcallout.app;

/** What the program ends with. */
final class ExitCode {
  static final int FINE = 0;
  static final int FAILED = 1;
  static final int WRONG_CONFIGURATION = 2;

  /** None: threads of the responder keep the program running. */
  static final int KEEPS_RUNNING = -1;

  private ExitCode() {}
}
