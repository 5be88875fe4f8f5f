package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * JetStream is not enabled, or did not answer within the time given: it has no leader or no quorum,
 * or the connection is gone.
 */
public final class JetStreamUnavailableException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  JetStreamUnavailableException(
      Outcome outcome, String bucket, String what, @Nullable Throwable cause) {
    super(
        outcome,
        bucket,
        "JetStream did not answer in time ("
            + what
            + " of the bucket '"
            + bucket
            + "'): check that the server is reachable and has a quorum, then repeat.",
        cause);
  }

  private JetStreamUnavailableException(JetStreamUnavailableException asked) {
    super(Outcome.NOT_SENT, asked.bucket(), String.valueOf(asked.getMessage()), asked.getCause());
  }

  private JetStreamUnavailableException(String bucket, String sentence) {
    super(Outcome.REJECTED, bucket, sentence);
  }

  private JetStreamUnavailableException(JetStreamUnavailableException failure, String start) {
    super(failure, start);
  }

  @Override
  JetStreamUnavailableException after(String start) {
    return new JetStreamUnavailableException(this, start);
  }

  /** The same, of what was only asked before a change: nothing of the change was sent. */
  JetStreamUnavailableException beforeChange() {
    return outcome() == Outcome.UNKNOWN ? new JetStreamUnavailableException(this) : this;
  }

  static JetStreamUnavailableException notEnabled(String bucket) {
    return new JetStreamUnavailableException(
        bucket,
        "JetStream, which keeps the objects, is not enabled for this account: switch it on with 'jetstream' in the configuration of the server, and of the account if it has accounts.");
  }
}
