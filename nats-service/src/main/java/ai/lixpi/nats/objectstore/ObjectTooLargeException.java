package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** The object is larger than what may be read into memory. Nothing was read. */
public final class ObjectTooLargeException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  /** The name of the object. */
  private final String name;

  /** The size of the object in bytes. */
  private final long size;

  /** The limit in bytes. */
  private final long limit;

  ObjectTooLargeException(String bucket, String name, long size, long limit) {
    super(
        Outcome.REJECTED,
        bucket,
        "The object '"
            + Names.printable(name)
            + "' in the bucket '"
            + bucket
            + "' has "
            + size
            + " bytes, more than the "
            + limit
            + " that may be read into memory: read it as a stream or into a file, or raise maxBytes.");
    this.name = name;
    this.size = size;
    this.limit = limit;
  }

  /**
   * The name of the object.
   *
   * @return the name of the object
   */
  public String name() {
    return name;
  }

  /**
   * The size of the object in bytes.
   *
   * @return the size of the object in bytes
   */
  public long size() {
    return size;
  }

  /**
   * The limit in bytes.
   *
   * @return the limit in bytes
   */
  public long limit() {
    return limit;
  }
}
