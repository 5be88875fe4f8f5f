package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** A limit of the bucket, the account or the server is reached; nothing was stored. */
public final class QuotaExceededException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  QuotaExceededException(String bucket, String limit) {
    super(
        Outcome.REJECTED,
        bucket,
        "A limit is reached for the bucket '"
            + bucket
            + "' ("
            + limit
            + "), so nothing was stored: delete something, or raise the limit.");
  }

  private QuotaExceededException(QuotaExceededException failure, String start) {
    super(failure, start);
  }

  @Override
  QuotaExceededException after(String start) {
    return new QuotaExceededException(this, start);
  }
}
