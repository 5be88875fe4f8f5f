package ai.lixpi.nats;

/**
 * A handler or a middleware failed on one message; the next messages are not affected. The cause is
 * what it threw.
 */
public final class HandlerFailedException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /** The subject of the operation. */
  private final String subject;

  HandlerFailedException(String subject, Throwable cause) {
    super(
        Outcome.UNKNOWN,
        "A handler on '"
            + subject
            + "' failed with "
            + cause.getClass().getName()
            + "; only that message is affected.",
        cause);
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
