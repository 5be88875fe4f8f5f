package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.DrainResult;
import ai.lixpi.nats.NatsServiceConfig;
import java.time.Duration;

/**
 * A responder that runs: the server asks it about everybody who signs in. Several may run side by
 * side; they share the work. Thread-safe. Keeps the JVM alive until it is closed.
 *
 * <p>The account of its own connection must be one that nobody else is in.
 */
public interface AuthCallout extends AutoCloseable {
  /**
   * Starts a responder. Returns within the connect timeout, connected or not; it goes on trying for
   * ever.
   *
   * @param server how to reach the server, with the credentials of one of the {@code auth_users}
   * @param config what to verify, and what to grant
   * @return the responder
   * @throws ConfigurationException when the two can't work together
   */
  static AuthCallout start(NatsServiceConfig server, AuthCalloutConfig config) {
    return DefaultAuthCallout.start(server, config);
  }

  /**
   * How it is doing.
   *
   * @return the status now
   */
  CalloutStatus status();

  /**
   * What it has done so far.
   *
   * @return counts
   */
  CalloutStatistics statistics();

  /**
   * Waits until the self-test has ended; it begins with the first connection.
   *
   * @param timeout how long to wait at most
   * @return what came out of it, or {@link SelfTest.State#PENDING}
   */
  SelfTest awaitSelfTest(Duration timeout);

  /**
   * Ends without leaving anybody at the door: takes no more requests, answers those that have
   * arrived, and closes. Idempotent.
   *
   * @param timeout how long it may take
   * @return what has become of it
   */
  DrainResult drain(Duration timeout);

  /** The same as {@link #drain(Duration)} within the drain timeout of its connection. */
  @Override
  void close();
}
