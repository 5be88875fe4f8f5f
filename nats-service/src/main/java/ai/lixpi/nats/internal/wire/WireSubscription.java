package ai.lixpi.nats.internal.wire;

import java.time.Duration;

/** One subscription on one wire. */
public interface WireSubscription {
  /** What has become of a drain. */
  enum Drained {
    /** Everything that was under way was handed to the sink. */
    ALL,
    /** The server sends no more, but something may have been under way still. */
    IN_PART,
    /** The outgoing queue stayed full: the server must be told by {@link #unsubscribe}. */
    SERVER_NOT_TOLD
  }

  /**
   * Ends it now; messages that have not reached the sink are dropped. May be repeated.
   *
   * @param timeout how long it may wait for room in the outgoing queue
   * @return false when there was none: the server does not know of the end
   */
  boolean unsubscribe(Duration timeout);

  /**
   * Tells the server to send no more, and hands everything that is under way to the sink.
   *
   * @param timeout how long it may take
   * @return what has become of it
   * @throws InterruptedException when the thread is interrupted
   */
  Drained drain(Duration timeout) throws InterruptedException;
}
