package ai.lixpi.nats;

/** The other side answered a request with an error (ADR-32 headers). */
public final class RemoteErrorException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /** The subject of the operation. */
  private final String subject;

  /** The code for the caller. */
  private final int code;

  /** The message of the responder. */
  private final String remoteMessage;

  RemoteErrorException(String subject, int code, String remoteMessage) {
    super(
        Outcome.REJECTED,
        "The responder on '" + subject + "' failed with code " + code + ": " + remoteMessage);
    this.subject = subject;
    this.code = code;
    this.remoteMessage = remoteMessage;
  }

  /**
   * The subject of the operation.
   *
   * @return the subject of the operation
   */
  public String subject() {
    return subject;
  }

  /**
   * The code that the responder gave.
   *
   * @return the code that the responder gave
   */
  public int code() {
    return code;
  }

  /**
   * The message that the responder gave.
   *
   * @return the message that the responder gave
   */
  public String remoteMessage() {
    return remoteMessage;
  }
}
