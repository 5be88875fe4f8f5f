package ai.lixpi.nats;

/**
 * Told of failures that no caller waits for: undecodable messages, failing handlers, dropped
 * messages, refused permissions, messages given up. Called in order, on a thread of the service's
 * own; each failure has been logged already.
 */
@FunctionalInterface
public interface ErrorListener {
  /**
   * Something failed.
   *
   * @param failure what failed; never contains a payload, a header value or a secret
   */
  void onError(NatsServiceException failure);
}
