package ai.lixpi.nats;

/** A subject, queue group or header can't go on the wire. Nothing was written. */
public final class InvalidSubjectException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the failure.
   *
   * @param message a sentence that says what is wrong with it
   */
  public InvalidSubjectException(String message) {
    super(Outcome.NOT_SENT, message);
  }
}
