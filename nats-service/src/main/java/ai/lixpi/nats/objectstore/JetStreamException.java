package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/**
 * JetStream refused a call for a reason that has no exception of its own here, or what answered is
 * not JetStream.
 */
public final class JetStreamException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  /** The number of the server's error. */
  private final int errorCode;

  JetStreamException(String bucket, String what, ApiError error) {
    super(
        Outcome.REJECTED,
        bucket,
        "JetStream refused "
            + what
            + " of the bucket '"
            + bucket
            + "': "
            + error.description()
            + " ["
            + error.errorCode()
            + "].");
    this.errorCode = error.errorCode();
  }

  JetStreamException(Outcome outcome, String bucket, String message) {
    super(outcome, bucket, message);
    this.errorCode = 0;
  }

  private JetStreamException(JetStreamException failure, String start) {
    super(failure, start);
    this.errorCode = failure.errorCode;
  }

  @Override
  JetStreamException after(String start) {
    return new JetStreamException(this, start);
  }

  /**
   * The number of the server's error ({@code err_code} of the JetStream API).
   *
   * @return the number of the server's error; 0 when what answered gave none
   */
  public int errorCode() {
    return errorCode;
  }
}
