package ai.lixpi.nats;

/** Nobody listens on the subject of a request. */
public final class NoRespondersException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /** The subject of the operation. */
  private final String subject;

  NoRespondersException(String subject) {
    super(
        Outcome.REJECTED,
        "Nobody answers requests on '"
            + subject
            + "': check the subject, and that its service is running and connected to the same account.");
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
