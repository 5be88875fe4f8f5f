package ai.lixpi.nats;

/** What waits to be sent has reached its limit; this message was not taken. */
public final class BufferFullException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  static final String QUEUE_FULL =
      "the outgoing queue stayed full for all the time that there was to wait, because the server or the network does not keep up.";

  /** The subject of the operation. */
  private final String subject;

  /** The limit that was reached. */
  private final long limit;

  BufferFullException(String subject, long limit, String why) {
    this("The message for", subject, limit, "was not taken: " + why);
  }

  private BufferFullException(String what, String subject, long limit, String why) {
    super(Outcome.NOT_SENT, what + " '" + subject + "' " + why);
    this.subject = subject;
    this.limit = limit;
  }

  /** The server could not be told of a subscription, or of its end; it will be. */
  static BufferFullException notTold(String what, String subject) {
    return new BufferFullException(
        what, subject, 0, "has not reached the server yet, which is tried again: " + QUEUE_FULL);
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
