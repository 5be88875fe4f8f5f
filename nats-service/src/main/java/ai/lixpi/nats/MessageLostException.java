package ai.lixpi.nats;

/**
 * Messages that had been taken to be sent were given up: reported to the error listener, because
 * their calls have returned.
 */
public final class MessageLostException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /** The subject of the operation. */
  private final String subject;

  /** The number of messages. */
  private final long count;

  MessageLostException(String subject, long count, String why) {
    super(
        Outcome.NOT_SENT,
        count == 1
            ? "A message for '" + subject + "' was given up: " + why
            : count + " messages, the last of them for '" + subject + "', were given up: " + why);
    this.subject = subject;
    this.count = count;
  }

  /**
   * The subject of the message, or of the last one.
   *
   * @return the subject
   */
  public String subject() {
    return subject;
  }

  /**
   * How many messages were given up.
   *
   * @return a number of at least 1
   */
  public long count() {
    return count;
  }
}
