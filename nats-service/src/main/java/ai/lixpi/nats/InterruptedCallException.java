package ai.lixpi.nats;

/** The calling thread was interrupted while it waited. Its interrupt flag is set again. */
public final class InterruptedCallException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the failure.
   *
   * @param outcome what is known about the operation
   * @param message a sentence that says what was interrupted
   * @param cause the interrupt
   */
  public InterruptedCallException(Outcome outcome, String message, InterruptedException cause) {
    super(outcome, message, cause);
  }
}
