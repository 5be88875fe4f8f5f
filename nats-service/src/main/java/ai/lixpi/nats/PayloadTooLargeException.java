package ai.lixpi.nats;

/** A message is larger than the server takes. Nothing was written; the connection stays up. */
public final class PayloadTooLargeException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /** The subject of the operation. */
  private final String subject;

  /** The size in bytes. */
  private final long size;

  /** The limit in bytes. */
  private final long maxPayload;

  /**
   * Creates the failure.
   *
   * @param subject the subject of the operation
   * @param size the size of headers and payload in bytes
   * @param maxPayload what the server takes at most, in bytes
   */
  public PayloadTooLargeException(String subject, long size, long maxPayload) {
    this(
        "The message for '"
            + subject
            + "' has "
            + size
            + " bytes, but the server takes at most "
            + maxPayload
            + " (max_payload): send less, put the data into an object store, or raise max_payload on the server.",
        subject,
        size,
        maxPayload);
  }

  /**
   * Creates the failure of an operation that knows better what to do.
   *
   * @param sentence what happened and what to do
   * @param subject the subject of the operation
   * @param size the size of headers and payload in bytes
   * @param maxPayload what may be sent at most, in bytes
   */
  public PayloadTooLargeException(String sentence, String subject, long size, long maxPayload) {
    super(Outcome.NOT_SENT, sentence);
    this.subject = subject;
    this.size = size;
    this.maxPayload = maxPayload;
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
   * The size of headers and payload in bytes.
   *
   * @return the size of headers and payload in bytes
   */
  public long size() {
    return size;
  }

  /**
   * What the server takes at most, in bytes.
   *
   * @return what the server takes at most, in bytes
   */
  public long maxPayload() {
    return maxPayload;
  }
}
