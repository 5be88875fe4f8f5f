package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/**
 * The source of an object failed while it was read; its exception is the cause. A version that was
 * there before is unharmed.
 */
public final class ObjectSourceException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  /** The name of the object. */
  private final String name;

  ObjectSourceException(String bucket, String name, Throwable cause) {
    super(
        Outcome.NOT_SENT,
        bucket,
        "The source of the object '"
            + Names.printable(name)
            + "' for the bucket '"
            + bucket
            + "' failed: nothing was changed. Its exception is the cause.",
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
