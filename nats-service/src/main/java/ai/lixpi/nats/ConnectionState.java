package ai.lixpi.nats;

/** The life of a service's connection. */
public enum ConnectionState {
  /** Not connected yet, and trying. */
  CONNECTING,
  /** Connected: messages flow. */
  CONNECTED,
  /**
   * The connection was lost; trying to get it back, for ever unless maxReconnectAttempts says
   * otherwise.
   */
  RECONNECTING,
  /** Being closed: subscriptions end, handlers finish their work. */
  DRAINING,
  /** Closed for good, by the user or because maxReconnectAttempts was used up. */
  CLOSED
}
