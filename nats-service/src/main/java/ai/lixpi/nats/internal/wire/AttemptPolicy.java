package ai.lixpi.nats.internal.wire;

/** Decides when the next attempt to connect may start. */
public interface AttemptPolicy {
  /**
   * Blocks until the next attempt may start. Called on the thread that will make it.
   *
   * @return false when there shall be no further attempt
   * @throws InterruptedException when the thread is interrupted
   */
  boolean awaitTurn() throws InterruptedException;
}
