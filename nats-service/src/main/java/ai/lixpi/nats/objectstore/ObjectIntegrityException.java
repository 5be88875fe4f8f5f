package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/**
 * What the server holds is not what was put: a chunk is missing, extra or corrupted, or a size or
 * digest is wrong.
 */
public final class ObjectIntegrityException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  /** The name of the object. */
  private final String name;

  ObjectIntegrityException(String bucket, String name, String check) {
    super(
        Outcome.REJECTED,
        bucket,
        "The object '"
            + Names.printable(name)
            + "' in the bucket '"
            + bucket
            + "' is damaged: "
            + check
            + ". Put it again.");
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
