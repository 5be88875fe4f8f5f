package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** There is a bucket of that name already, with another configuration. */
public final class BucketExistsException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  BucketExistsException(String bucket) {
    super(
        Outcome.REJECTED,
        bucket,
        "The bucket '"
            + bucket
            + "' exists already with another configuration: open it with getObjectStore, or change it with update.");
  }
}
