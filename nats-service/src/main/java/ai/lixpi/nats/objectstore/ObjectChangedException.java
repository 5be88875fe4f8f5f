package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** The object was overwritten or deleted while it was read. */
public final class ObjectChangedException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  /** The name of the object. */
  private final String name;

  ObjectChangedException(String bucket, String name) {
    super(
        Outcome.REJECTED,
        bucket,
        "The object '"
            + Names.printable(name)
            + "' in the bucket '"
            + bucket
            + "' was overwritten or deleted while it was read: read it again.");
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
