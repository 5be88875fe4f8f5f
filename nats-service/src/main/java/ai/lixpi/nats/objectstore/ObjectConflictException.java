package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** Somebody else has changed the object meanwhile; nothing of it was changed by this call. */
public final class ObjectConflictException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  /** The name of the object. */
  private final String name;

  ObjectConflictException(String bucket, String name, String condition) {
    super(
        Outcome.REJECTED,
        bucket,
        "The object '"
            + Names.printable(name)
            + "' in the bucket '"
            + bucket
            + "' "
            + condition
            + ": read it again, and decide anew.");
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
