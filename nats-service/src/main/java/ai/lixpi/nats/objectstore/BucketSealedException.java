package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** The bucket is sealed: nothing in it can change any more. */
public final class BucketSealedException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  BucketSealedException(String bucket) {
    super(
        Outcome.REJECTED,
        bucket,
        "The bucket '"
            + bucket
            + "' is sealed and takes no changes any more: write to another one.");
  }

  private BucketSealedException(BucketSealedException failure, String start) {
    super(failure, start);
  }

  @Override
  BucketSealedException after(String start) {
    return new BucketSealedException(this, start);
  }
}
