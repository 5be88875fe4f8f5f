package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** The transfer was cancelled by its caller. A version that was there before is unharmed. */
public final class TransferCancelledException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  /** The name of the object. */
  private final String name;

  TransferCancelledException(String bucket, String name) {
    super(
        Outcome.NOT_SENT,
        bucket,
        "The transfer of the object '"
            + Names.printable(name)
            + "' in the bucket '"
            + bucket
            + "' was cancelled.");
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
