package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** A list could not be completed in time, so that it would be too short. */
public final class PartialResultException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  /** How many entries had arrived. */
  private final int received;

  PartialResultException(String bucket, int received) {
    super(
        Outcome.UNKNOWN,
        bucket,
        "The list of the bucket '"
            + bucket
            + "' is not complete: only "
            + received
            + " entries arrived before the server fell silent. Ask again.");
    this.received = received;
  }

  /**
   * How many entries had arrived.
   *
   * @return how many entries had arrived
   */
  public int received() {
    return received;
  }
}
