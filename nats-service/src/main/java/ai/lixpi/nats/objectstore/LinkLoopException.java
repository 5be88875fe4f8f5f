package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** Links that lead to each other, or more than 8 of them in a row. */
public final class LinkLoopException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  /** The name of the object. */
  private final String name;

  LinkLoopException(String bucket, String name) {
    super(
        Outcome.REJECTED,
        bucket,
        "The object '"
            + Names.printable(name)
            + "' in the bucket '"
            + bucket
            + "' is a link that leads to no object within 8 steps: delete it, or link to the object itself.");
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
