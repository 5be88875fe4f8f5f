package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** JetStream refused a call for a reason that has no exception of its own here. */
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
   * @return the number of the server's error
   */
  public int errorCode() {
    return errorCode;
  }
}
