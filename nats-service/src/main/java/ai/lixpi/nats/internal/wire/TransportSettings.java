package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.TlsOptions;
import ai.lixpi.nats.auth.Credentials;
import io.nats.client.Options;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a transport needs to know.
 *
 * @param servers normalised URLs without credentials
 * @param name the client's name
 * @param credentials how to sign in
 * @param tls how TLS is used, which is required then; or null for none
 * @param connectTimeout the time that one attempt has
 * @param pingInterval the time between pings
 * @param maxPingsOut how many pings may be unanswered
 * @param publishTimeout how long a publish may wait for room in the outgoing queue
 * @param jnats the user's own changes to the options of jnats
 */
public record TransportSettings(
    List<String> servers,
    String name,
    Credentials credentials,
    @Nullable TlsOptions tls,
    Duration connectTimeout,
    Duration pingInterval,
    int maxPingsOut,
    Duration publishTimeout,
    Consumer<Options.Builder> jnats) {}
