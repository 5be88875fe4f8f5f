package ai.lixpi.nats.cli;

/** What the program ends with. A Ctrl-C ends it with 130, as shells expect. */
public final class ExitCode {
  /** It worked. */
  public static final int OK = 0;

  /** It failed. */
  public static final int FAILED = 1;

  /** The arguments or the configuration are wrong. */
  public static final int USAGE = 2;

  /** There is no connection, or the server refused the credentials. */
  public static final int NOT_CONNECTED = 3;

  /** There is no such bucket or object, or nobody answers there. */
  public static final int NOT_FOUND = 4;

  /** No answer or message came in time. */
  public static final int TIMEOUT = 5;

  private ExitCode() {}
}
