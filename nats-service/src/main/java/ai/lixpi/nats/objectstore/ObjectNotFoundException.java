package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** There is no such object. */
public final class ObjectNotFoundException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  /** The name of the object. */
  private final String name;

  ObjectNotFoundException(String bucket, String name) {
    super(
        Outcome.REJECTED,
        bucket,
        "There is no object '" + Names.printable(name) + "' in the bucket '" + bucket + "'.");
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
