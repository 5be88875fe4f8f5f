package ai.lixpi.nats.internal.wire;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One subscription on one wire. */
public interface WireSubscription {
  /** Ends it now; messages that have not reached the sink are dropped. */
  void unsubscribe();

  /**
   * Tells the server to send no more, and hands everything that is under way to the sink.
   *
   * @param timeout how long it may take
   * @return completed with whether all was handed over
   */
  CompletableFuture<Boolean> drain(Duration timeout);
}
