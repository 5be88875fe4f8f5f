package ai.lixpi.nats;

/** The calling thread was interrupted while it waited. Its interrupt flag is set again. */
public final class InterruptedCallException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  InterruptedCallException(Outcome outcome, String message, InterruptedException cause) {
    super(outcome, message, cause);
  }
}
