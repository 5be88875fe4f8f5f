package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** Parts of the object have passed the age limit of the bucket. */
public final class ObjectExpiredException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  /** The name of the object. */
  private final String name;

  ObjectExpiredException(String bucket, String name) {
    super(
        Outcome.REJECTED,
        bucket,
        "The object '"
            + Names.printable(name)
            + "' has passed the age limit of the bucket '"
            + bucket
            + "' and is no longer complete: put it again, or raise the ttl of the bucket.");
    this.name = name;
  }

  /**
   * The name of the object.
   *
   * @return the name of the object
   */
  public String name() {
    return name;
  }
}
