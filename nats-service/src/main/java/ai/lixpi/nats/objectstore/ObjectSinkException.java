package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** The place where an object was written to failed; its exception is the cause. */
public final class ObjectSinkException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  /** The name of the object. */
  private final String name;

  ObjectSinkException(String bucket, String name, Throwable cause) {
    super(
        Outcome.NOT_SENT,
        bucket,
        "The object '"
            + Names.printable(name)
            + "' of the bucket '"
            + bucket
            + "' could not be written to its destination. Its exception is the cause.",
        cause);
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
