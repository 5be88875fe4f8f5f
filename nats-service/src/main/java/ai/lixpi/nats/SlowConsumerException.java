package ai.lixpi.nats;

/**
 * Messages were dropped because the handlers of a subscription do not keep up. Reported at most
 * once a second.
 */
public final class SlowConsumerException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /** The subject of the operation. */
  private final String subject;

  /** The messages dropped since the last report. */
  private final long dropped;

  /** The messages dropped so far. */
  private final long droppedInTotal;

  SlowConsumerException(String subject, long dropped, long droppedInTotal) {
    super(
        Outcome.UNKNOWN,
        "Dropped "
            + dropped
            + (dropped == 1 ? " message on '" : " messages on '")
            + subject
            + "' ("
            + droppedInTotal
            + " in total): its handlers do not keep up. Raise concurrency or the pending limits, or make the handler faster.");
    this.subject = subject;
    this.dropped = dropped;
    this.droppedInTotal = droppedInTotal;
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
   * How many messages were dropped since the last report.
   *
   * @return how many messages were dropped since the last report
   */
  public long dropped() {
    return dropped;
  }

  /**
   * How many messages this subscription has dropped so far.
   *
   * @return how many messages this subscription has dropped so far
   */
  public long droppedInTotal() {
    return droppedInTotal;
  }
}
