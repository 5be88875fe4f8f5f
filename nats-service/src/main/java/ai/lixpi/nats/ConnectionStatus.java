package ai.lixpi.nats;

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
 */
public record ConnectionStatus(
    ConnectionState state,
    Instant since,
    Optional<String> serverUrl,
    long reconnects,
    long failedAttempts,
    Optional<NatsServiceException> lastFailure) {}
