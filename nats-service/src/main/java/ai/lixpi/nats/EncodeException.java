package ai.lixpi.nats;

/** A value could not be encoded; nothing was sent. The failing value is not part of the message. */
public final class EncodeException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the failure.
   *
   * @param message a sentence that names the type and the problem, never the value
   */
  public EncodeException(String message) {
    super(Outcome.NOT_SENT, message);
  }
}
