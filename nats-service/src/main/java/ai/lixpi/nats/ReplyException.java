package ai.lixpi.nats;

/**
 * Thrown by a reply handler or middleware to give the caller a code and a message. Of any other
 * exception only a neutral message leaves the service (see {@link
 * NatsServiceConfigBuilder#exposeErrorMessages()}).
 */
public final class ReplyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The code for the caller. */
  private final int code;

  /**
   * Creates an answer that is an error.
   *
   * @param code a number that the caller understands, by custom like an HTTP status; sent as {@code
   *     Nats-Service-Error-Code}
   * @param message a sentence meant for the caller; sent as {@code Nats-Service-Error}, at most
   *     4,096 characters of it
   */
  public ReplyException(int code, String message) {
    super(message);
    this.code = code;
  }

  /**
   * The code for the caller.
   *
   * @return the code
   */
  public int code() {
    return code;
  }
}
