package ai.lixpi.nats;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a service knows of its connection at one moment.
 *
 * @param state the state
 * @param since when that state began
 * @param serverUrl the server it is or was last connected to, without credentials; empty before the
 *     first connection
 * @param reconnects how often a lost connection came back
 * @param failedAttempts how many attempts have failed since the connection was last up
 * @param lastFailure why the last attempt failed or the service was closed; kept until the next
 *     connection
 * @param signInExpiry when the server will end this connection because the sign-in expires, as far
 *     as it is known; the service renews it before; empty while there is no connection, and when
 *     nothing expires
 */
public record ConnectionStatus(
    ConnectionState state,
    Instant since,
    Optional<String> serverUrl,
    long reconnects,
    long failedAttempts,
    Optional<NatsServiceException> lastFailure,
    Optional<Instant> signInExpiry) {
  /**
   * How long the sign-in lasts from now on.
   *
   * @return the time that is left, never negative; empty where {@link #signInExpiry()} is
   */
  public Optional<Duration> timeToExpiry() {
    return signInExpiry
        .map(expiry -> Duration.between(Instant.now(), expiry))
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }
}
