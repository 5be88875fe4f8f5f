package ai.lixpi.nats;

/** The connection went away after something was sent and before the server's or a reply's word. */
public final class ConnectionLostException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /** The subject of the request, or empty. */
  private final String subject;

  ConnectionLostException() {
    super(
        Outcome.UNKNOWN,
        "The connection was lost before the server had confirmed what was published, so some of it may be lost: publish again what must arrive and may arrive twice.");
    this.subject = "";
  }

  ConnectionLostException(String subject) {
    super(
        Outcome.UNKNOWN,
        "The connection was lost after the request to '"
            + subject
            + "' was sent, so it may have been carried out: repeat it only if it is idempotent (RequestOptions.idempotent()).");
    this.subject = subject;
  }

  /**
   * The subject of the request.
   *
   * @return the subject of the request, empty when it was a flush
   */
  public String subject() {
    return subject;
  }
}
