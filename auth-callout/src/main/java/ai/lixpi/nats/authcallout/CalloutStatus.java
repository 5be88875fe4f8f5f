package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.ConnectionStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * How a responder is doing.
 *
 * @param connection its own connection
 * @param selfTest whether the server asks and believes it
 * @param lastRequest when the server asked last; empty if it never has
 */
public record CalloutStatus(
    ConnectionStatus connection, SelfTest selfTest, Optional<Instant> lastRequest) {}
