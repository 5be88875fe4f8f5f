package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import org.jspecify.annotations.Nullable;

/** A failure of the object store. Its {@link #outcome()} says what is known of a write. */
public class ObjectStoreException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /** The name of the bucket. */
  private final String bucket;

  ObjectStoreException(Outcome outcome, String bucket, String message) {
    this(outcome, bucket, message, null);
  }

  ObjectStoreException(Outcome outcome, String bucket, String message, @Nullable Throwable cause) {
    super(outcome, message, cause);
    this.bucket = bucket;
  }

  /** The same failure with a sentence in front. */
  ObjectStoreException(ObjectStoreException failure, String start) {
    this(failure.outcome(), failure.bucket, start + failure.getMessage(), failure.getCause());
  }

  /** The same failure with a sentence in front; itself where it names its object anyway. */
  ObjectStoreException after(String start) {
    return this;
  }

  /**
   * The name of the bucket.
   *
   * @return the name of the bucket
   */
  public final String bucket() {
    return bucket;
  }
}
