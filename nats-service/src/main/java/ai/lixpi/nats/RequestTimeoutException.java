package ai.lixpi.nats;

import java.time.Duration;

/** No reply came within the timeout of the request. */
public final class RequestTimeoutException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /** The subject of the operation. */
  private final String subject;

  /** The timeout that has passed. */
  private final Duration timeout;

  RequestTimeoutException(String subject, Duration timeout) {
    super(
        Outcome.UNKNOWN,
        "No reply on '"
            + subject
            + "' within "
            + timeout.toMillis()
            + " ms; the request may have been carried out: allow more time, or look at the responder.");
    this.subject = subject;
    this.timeout = timeout;
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
   * The timeout that has passed.
   *
   * @return the timeout that has passed
   */
  public Duration timeout() {
    return timeout;
  }
}
