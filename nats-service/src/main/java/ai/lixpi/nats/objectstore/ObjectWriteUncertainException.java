package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Whether the object was written is not known: the server did not answer in time. Either the
 * version before or the new one is readable.
 */
public final class ObjectWriteUncertainException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  /** The name of the object. */
  private final String name;

  ObjectWriteUncertainException(String bucket, String name, @Nullable Throwable cause) {
    super(
        Outcome.UNKNOWN,
        bucket,
        "Whether the object '"
            + Names.printable(name)
            + "' was written to the bucket '"
            + bucket
            + "' is not known, because the server did not answer in time: look at it with getObjectInfo before you put it again.",
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
