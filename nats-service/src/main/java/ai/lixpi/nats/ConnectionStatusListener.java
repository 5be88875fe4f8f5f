package ai.lixpi.nats;

/**
 * Told of every change of the connection's status, in order, on a thread of the service's own that
 * nobody else waits for.
 */
@FunctionalInterface
public interface ConnectionStatusListener {
  /**
   * The state has changed, or an attempt has failed for another reason than the last one at the
   * same server.
   *
   * @param status the new status
   */
  void statusChanged(ConnectionStatus status);
}
