package ai.lixpi.nats.objectstore;

/** Told how far a transfer is. */
@FunctionalInterface
public interface TransferListener {
  /** Told nothing. */
  TransferListener NONE = progress -> {};

  /**
   * Called on the thread of the transfer at its start, after about each chunk, and at its end; the
   * transfer waits for it. What it throws is logged and ignored.
   *
   * @param progress how far it is
   */
  void progress(TransferProgress progress);
}
