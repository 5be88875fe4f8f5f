package ai.lixpi.nats;

/** The connection went away after a request was sent and before its reply came. */
public final class ConnectionLostException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /** The subject of the operation. */
  private final String subject;

  ConnectionLostException(String subject) {
    super(
        Outcome.UNKNOWN,
        "The connection was lost after the request to '"
            + subject
            + "' was sent, so it may have been carried out: repeat it only if it is idempotent (RequestOptions.idempotent()).");
    this.subject = subject;
  }

  /**
   * The subject of the operation.
   *
   * @return the subject of the operation
   */
  public String subject() {
    return subject;
  }
}
