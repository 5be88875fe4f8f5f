package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** There is no such bucket. Reads never create one. */
public final class BucketNotFoundException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  BucketNotFoundException(String bucket) {
    super(
        Outcome.REJECTED,
        bucket,
        "There is no bucket '"
            + bucket
            + "': create it with createObjectStore or ensureObjectStore, or check the name and the account.");
  }

  private BucketNotFoundException(BucketNotFoundException failure, String start) {
    super(failure, start);
  }

  @Override
  BucketNotFoundException after(String start) {
    return new BucketNotFoundException(this, start);
  }
}
