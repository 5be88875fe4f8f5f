package ai.lixpi.nats;

/** What waits to be sent has reached its limit; this message was not taken. */
public final class BufferFullException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /** The subject of the operation. */
  private final String subject;

  /** The limit that was reached. */
  private final long limit;

  BufferFullException(String subject, long limit, String why) {
    super(Outcome.NOT_SENT, "The message for '" + subject + "' was not taken: " + why);
    this.subject = subject;
    this.limit = limit;
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
   * The limit that was reached.
   *
   * @return the limit that was reached
   */
  public long limit() {
    return limit;
  }
}
