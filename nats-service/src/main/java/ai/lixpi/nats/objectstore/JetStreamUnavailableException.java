package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * JetStream did not answer within the time given: it is not enabled, has no leader or no quorum, or
 * the connection is gone.
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
            + "'): check that it is enabled for the account and has a quorum, then repeat.",
        cause);
  }
}
