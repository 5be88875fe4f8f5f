package ai.lixpi.nats;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.codec.CodecFactory;
import ai.lixpi.nats.internal.Given;
import ai.lixpi.nats.internal.wire.TransportSettings;
import ai.lixpi.nats.observe.NatsObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The configuration of a service. Immutable; wrong values fail in {@link
 * NatsServiceConfigBuilder#build()} with a sentence that says what to write instead. Two
 * configurations are equal when all their values are, functions by identity. Never prints a secret.
 */
public final class NatsServiceConfig {
  private static final int MAX_PINGS_OUT = 2;

  private final NatsServiceConfigBuilder values;
  private final List<String> servers;
  private final Optional<TlsOptions> tls;
  private final Credentials credentials;

  NatsServiceConfig(NatsServiceConfigBuilder values, TlsSetup setup, Credentials credentials) {
    this.values = values;
    this.servers = setup.addresses();
    this.tls = setup.tls();
    this.credentials = credentials;
  }

  /**
   * Starts from the defaults.
   *
   * @return a builder
   */
  public static NatsServiceConfigBuilder builder() {
    return new NatsServiceConfigBuilder();
  }

  /**
   * Starts from the variables of the process: {@code NATS_SERVERS} (or {@code NATS_URL}), {@code
   * NATS_NAME}, {@code NATS_TOKEN}, {@code NATS_USER}, {@code NATS_PASSWORD}, {@code
   * NATS_NKEY_SEED}, {@code NATS_USER_ID}, {@code NATS_TLS_CA_CERT}, {@code NATS_TLS_CERT}, {@code
   * NATS_TLS_KEY}, {@code NATS_TLS_MIN_VERSION}, {@code NATS_TLS_FIRST}, {@code NATS_TLS_INSECURE},
   * {@code NATS_WEBSOCKET}, {@code NATS_MAX_RECONNECT_ATTEMPTS}, {@code NATS_RECONNECT_TIME_WAIT}
   * (seconds, or 500ms), {@code NATS_CONNECT_TIMEOUT}, {@code NATS_REQUEST_TIMEOUT}, {@code
   * NATS_DRAIN_TIMEOUT}. Those that are not set or blank keep their defaults.
   *
   * @return a builder
   */
  public static NatsServiceConfigBuilder fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  /**
   * Starts from variables by the names of {@link #fromEnvironment()}.
   *
   * @param environment the variables; others are ignored
   * @return a builder
   */
  public static NatsServiceConfigBuilder fromEnvironment(Map<String, String> environment) {
    return ConfigText.fromEnvironment(Given.nonNull("environment", environment));
  }

  /**
   * Starts from properties: {@code nats.servers}, {@code nats.name} and so on, the names of {@link
   * #fromEnvironment()} in lower case with hyphens, like {@code nats.reconnect-time-wait}.
   *
   * @param properties the properties; those without the prefix {@code nats.} are ignored, unknown
   *     ones with it are an error
   * @return a builder
   */
  public static NatsServiceConfigBuilder fromProperties(Properties properties) {
    return ConfigText.fromProperties(Given.nonNull("properties", properties));
  }

  /**
   * Starts from this configuration.
   *
   * @return a builder
   */
  public NatsServiceConfigBuilder toBuilder() {
    return new NatsServiceConfigBuilder(values);
  }

  /** {@return the servers: normalised URLs without credentials} */
  public List<String> servers() {
    return servers;
  }

  /** {@return the client's name} */
  public String name() {
    return values.name;
  }

  /** {@return how the service signs in} */
  public Credentials credentials() {
    return credentials;
  }

  /** {@return the PEM file with the certificates to trust, or empty for those of the JDK} */
  public Optional<Path> tlsCaCert() {
    return tls.flatMap(TlsOptions::caCert);
  }

  /** {@return how TLS is used, which all servers must offer then, or empty for no TLS} */
  public Optional<TlsOptions> tls() {
    return tls;
  }

  /** {@return how many attempts to connect may fail in a row, or -1 for no limit} */
  public int maxReconnectAttempts() {
    return values.maxReconnectAttempts;
  }

  /** {@return the longest wait between two attempts to connect} */
  public Duration reconnectTimeWait() {
    return values.reconnectTimeWait;
  }

  /**
   * {@return the time for one attempt, and for {@link NatsService#connect(NatsServiceConfig)} to
   * wait}
   */
  public Duration connectTimeout() {
    return values.connectTimeout;
  }

  /** {@return how long requests wait that say nothing else} */
  public Duration requestTimeout() {
    return values.requestTimeout;
  }

  /** {@return how long {@link NatsService#close()} may take} */
  public Duration drainTimeout() {
    return values.drainTimeout;
  }

  /** {@return how many bytes may wait to be sent while there is no connection} */
  public long publishBufferBytes() {
    return values.publishBufferBytes;
  }

  Duration publishTimeout() {
    return values.publishTimeout;
  }

  /** {@return the pre-configured subscriptions} */
  public List<SubscriptionDefinition> subscriptions() {
    return List.copyOf(values.subscriptions);
  }

  List<Middleware> middleware() {
    return List.copyOf(values.middleware);
  }

  List<Middleware> replyMiddleware() {
    return List.copyOf(values.replyMiddleware);
  }

  List<CodecFactory> codecFactories() {
    return List.copyOf(values.codecFactories);
  }

  List<ConnectionStatusListener> statusListeners() {
    return List.copyOf(values.statusListeners);
  }

  ErrorListener errorListener() {
    return values.errorListener;
  }

  NatsObserver observer() {
    return values.observer;
  }

  boolean exposesErrorMessages() {
    return values.exposeErrorMessages;
  }

  boolean closesOnJvmShutdown() {
    return values.closeOnJvmShutdown;
  }

  TransportSettings transportSettings() {
    return new TransportSettings(
        servers,
        values.name,
        credentials,
        tls.orElse(null),
        values.connectTimeout,
        values.pingInterval,
        MAX_PINGS_OUT,
        values.publishTimeout,
        values.jnats);
  }

  private List<Object> identity() {
    return List.of(
        servers,
        credentials,
        values.name,
        tls,
        values.maxReconnectAttempts,
        values.reconnectTimeWait,
        List.of(
            values.connectTimeout,
            values.requestTimeout,
            values.drainTimeout,
            values.publishTimeout),
        List.of(values.pingInterval, values.publishBufferBytes),
        List.of(
            values.subscriptions, values.middleware, values.replyMiddleware, values.codecFactories),
        List.of(values.statusListeners, values.errorListener, values.observer, values.jnats));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NatsServiceConfig that
        && identity().equals(that.identity())
        && values.exposeErrorMessages == that.values.exposeErrorMessages
        && values.closeOnJvmShutdown == that.values.closeOnJvmShutdown;
  }

  @Override
  public int hashCode() {
    return identity().hashCode();
  }

  @Override
  public String toString() {
    return "NatsServiceConfig[name="
        + values.name
        + ", servers="
        + servers
        + ", sign-in="
        + credentials
        + "]";
  }
}
