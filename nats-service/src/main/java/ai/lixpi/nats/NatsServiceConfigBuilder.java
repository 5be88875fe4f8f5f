package ai.lixpi.nats;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.codec.CodecFactory;
import ai.lixpi.nats.internal.Given;
import ai.lixpi.nats.internal.wire.CallersOptions;
import ai.lixpi.nats.observe.NatsObserver;
import io.nats.client.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds {@link NatsServiceConfig}. Not thread-safe. */
public final class NatsServiceConfigBuilder {
  List<String> servers = List.of("nats://localhost:4222");
  String name = "default";
  final SignIn signIn;
  boolean webSocket;
  @Nullable Path tlsCaCert;
  @Nullable TlsOptions tls;
  int maxReconnectAttempts = -1;
  Duration reconnectTimeWait = Duration.ofMillis(500);
  Duration connectTimeout = Duration.ofSeconds(2);
  Duration requestTimeout = Duration.ofSeconds(3);
  Duration drainTimeout = Duration.ofSeconds(5);
  Duration publishTimeout = Duration.ofSeconds(2);
  Duration pingInterval = Duration.ofSeconds(10);
  long publishBufferBytes = 8L * 1024 * 1024;
  final List<SubscriptionDefinition> subscriptions = new ArrayList<>();
  final List<Middleware> middleware = new ArrayList<>();
  final List<Middleware> replyMiddleware = new ArrayList<>();
  final List<CodecFactory> codecFactories = new ArrayList<>();
  final List<ConnectionStatusListener> statusListeners = new ArrayList<>();
  ErrorListener errorListener = failure -> {};
  NatsObserver observer = NatsObserver.NONE;
  boolean exposeErrorMessages;
  boolean closeOnJvmShutdown;
  Consumer<Options.Builder> jnats = options -> {};

  NatsServiceConfigBuilder() {
    signIn = new SignIn();
  }

  NatsServiceConfigBuilder(NatsServiceConfigBuilder other) {
    servers = other.servers;
    name = other.name;
    signIn = new SignIn(other.signIn);
    webSocket = other.webSocket;
    tlsCaCert = other.tlsCaCert;
    tls = other.tls;
    maxReconnectAttempts = other.maxReconnectAttempts;
    reconnectTimeWait = other.reconnectTimeWait;
    connectTimeout = other.connectTimeout;
    requestTimeout = other.requestTimeout;
    drainTimeout = other.drainTimeout;
    publishTimeout = other.publishTimeout;
    pingInterval = other.pingInterval;
    publishBufferBytes = other.publishBufferBytes;
    subscriptions.addAll(other.subscriptions);
    middleware.addAll(other.middleware);
    replyMiddleware.addAll(other.replyMiddleware);
    codecFactories.addAll(other.codecFactories);
    statusListeners.addAll(other.statusListeners);
    errorListener = other.errorListener;
    observer = other.observer;
    exposeErrorMessages = other.exposeErrorMessages;
    closeOnJvmShutdown = other.closeOnJvmShutdown;
    jnats = other.jnats;
  }

  /**
   * The servers to connect to, in random order; {@code nats://localhost:4222} by default. Schemes:
   * nats, tls, ws, wss; credentials in a URL are moved out of it.
   *
   * @param urls one or more URLs
   * @return this
   */
  public NatsServiceConfigBuilder servers(String... urls) {
    return servers(Arrays.asList(Given.nonNull("servers", urls)));
  }

  /**
   * The servers to connect to.
   *
   * @param urls one or more URLs
   * @return this
   * @see #servers(String...)
   */
  public NatsServiceConfigBuilder servers(List<String> urls) {
    this.servers = new ArrayList<>(Given.nonNull("servers", urls)); // build() refuses nulls
    return this;
  }

  /**
   * The client's name, as the server's monitoring and our threads show it; {@code default} by
   * default.
   *
   * @param name the name
   * @return this
   */
  public NatsServiceConfigBuilder name(String name) {
    this.name = Given.nonNull("name", name);
    return this;
  }

  /**
   * Signs in with a self-issued JWT, together with {@link #userId}. Before {@link #token} and
   * {@link #user} where several are given.
   *
   * @param seed the NKey seed of a user, {@code SU...}
   * @return this
   */
  public NatsServiceConfigBuilder nkeySeed(CharSequence seed) {
    signIn.nkeySeed = Given.nonNull("nkeySeed", seed).toString().toCharArray();
    return this;
  }

  /**
   * Who signs in with {@link #nkeySeed}.
   *
   * @param userId a name like {@code svc:orders}
   * @return this
   */
  public NatsServiceConfigBuilder userId(String userId) {
    signIn.userId = Given.nonNull("userId", userId);
    return this;
  }

  /**
   * How to sign in, also {@link Credentials#none()}. Before {@link #nkeySeed}, {@link #token} and
   * {@link #user} where several are given.
   *
   * @param credentials the credentials
   * @return this
   */
  public NatsServiceConfigBuilder credentials(Credentials credentials) {
    signIn.credentials = Given.nonNull("credentials", credentials);
    return this;
  }

  /**
   * Signs in with a token. Before {@link #user} where both are given.
   *
   * @param token the token
   * @return this
   */
  public NatsServiceConfigBuilder token(String token) {
    signIn.token = Given.nonNull("token", token);
    return this;
  }

  /**
   * Signs in with a user name, together with {@link #password}.
   *
   * @param user the user name
   * @return this
   */
  public NatsServiceConfigBuilder user(String user) {
    signIn.user = Given.nonNull("user", user);
    return this;
  }

  /**
   * The password for {@link #user}.
   *
   * @param password the password
   * @return this
   */
  public NatsServiceConfigBuilder password(String password) {
    signIn.password = Given.nonNull("password", password);
    return this;
  }

  /**
   * Connects by WebSocket: {@code nats://} addresses become {@code ws://}, {@code tls://} ones, and
   * all when TLS is configured, {@code wss://}.
   *
   * @return this
   */
  public NatsServiceConfigBuilder webSocket() {
    this.webSocket = true;
    return this;
  }

  /**
   * Trusts the certificates of a PEM file in place of the JDK's, and requires TLS.
   *
   * @param pemFile the path of the file
   * @return this
   */
  public NatsServiceConfigBuilder tlsCaCert(String pemFile) {
    return tlsCaCert(TlsOptionsBuilder.path("CA certificate", "tlsCaCert", pemFile));
  }

  /**
   * Trusts the certificates of a PEM file in place of the JDK's, and requires TLS.
   *
   * @param pemFile the file; it is read anew when it has changed
   * @return this
   */
  public NatsServiceConfigBuilder tlsCaCert(Path pemFile) {
    this.tlsCaCert = Given.nonNull("tlsCaCert", pemFile);
    return this;
  }

  /**
   * Requires TLS of all servers, and says how it is used. By default TLS is used for {@code tls://}
   * and {@code wss://} only.
   *
   * @param options the options
   * @return this
   */
  public NatsServiceConfigBuilder tls(TlsOptions options) {
    this.tls = Given.nonNull("tls", options);
    return this;
  }

  /**
   * Gives up after so many failed attempts in a row; -1, never, by default. The service is closed
   * then.
   *
   * @param attempts a number, or -1 for no limit
   * @return this
   */
  public NatsServiceConfigBuilder maxReconnectAttempts(int attempts) {
    this.maxReconnectAttempts = attempts;
    return this;
  }

  /**
   * The longest wait between two attempts to connect; 0.5 seconds by default. Attempts start at
   * once and come quickly in the first seconds of an outage; after refused credentials they wait
   * from 0.5 to 16 seconds.
   *
   * @param wait a duration above zero
   * @return this
   */
  public NatsServiceConfigBuilder reconnectTimeWait(Duration wait) {
    this.reconnectTimeWait = wait;
    return this;
  }

  /**
   * The time that one attempt has, and that {@link NatsService#connect(NatsServiceConfig)} waits; 2
   * seconds by default.
   *
   * @param timeout a duration above zero
   * @return this
   */
  public NatsServiceConfigBuilder connectTimeout(Duration timeout) {
    this.connectTimeout = timeout;
    return this;
  }

  /**
   * How long a request waits that says nothing else; 3 seconds by default.
   *
   * @param timeout a duration above zero
   * @return this
   */
  public NatsServiceConfigBuilder requestTimeout(Duration timeout) {
    this.requestTimeout = timeout;
    return this;
  }

  /**
   * How long {@link NatsService#close()} and {@link NatsService#drain()} may take; 5 seconds by
   * default.
   *
   * @param timeout a duration above zero
   * @return this
   */
  public NatsServiceConfigBuilder drainTimeout(Duration timeout) {
    this.drainTimeout = timeout;
    return this;
  }

  /**
   * How long a publish may wait for room when the server does not keep up; 2 seconds by default.
   *
   * @param timeout a duration above zero
   * @return this
   */
  public NatsServiceConfigBuilder publishTimeout(Duration timeout) {
    this.publishTimeout = timeout;
    return this;
  }

  /**
   * The time between two pings; 10 seconds by default. A dead link is noticed after three times as
   * long at most.
   *
   * @param interval a duration above zero
   * @return this
   */
  public NatsServiceConfigBuilder pingInterval(Duration interval) {
    this.pingInterval = interval;
    return this;
  }

  /**
   * How many bytes may wait to be sent while there is no connection; 8 MiB by default.
   *
   * @param bytes 0 for none
   * @return this
   */
  public NatsServiceConfigBuilder publishBufferBytes(long bytes) {
    this.publishBufferBytes = bytes;
    return this;
  }

  /**
   * Adds subscriptions that are registered once, after the first successful connect.
   *
   * @param definitions the subscriptions
   * @return this
   */
  public NatsServiceConfigBuilder subscriptions(SubscriptionDefinition... definitions) {
    this.subscriptions.addAll(Given.allNonNull("subscriptions", definitions));
    return this;
  }

  /**
   * Adds middleware for all subscriptions and reply handlers, in this order.
   *
   * @param links the middleware
   * @return this
   */
  public NatsServiceConfigBuilder middleware(Middleware... links) {
    this.middleware.addAll(Given.allNonNull("middleware", links));
    return this;
  }

  /**
   * Adds middleware for reply handlers only, which runs after {@link #middleware}.
   *
   * @param links the middleware
   * @return this
   */
  public NatsServiceConfigBuilder replyMiddleware(Middleware... links) {
    this.replyMiddleware.addAll(Given.allNonNull("replyMiddleware", links));
    return this;
  }

  /**
   * Adds factories that choose codecs for classes, asked in this order before the library's own
   * rule.
   *
   * @param factories the factories
   * @return this
   */
  public NatsServiceConfigBuilder codecFactories(CodecFactory... factories) {
    this.codecFactories.addAll(Given.allNonNull("codecFactories", factories));
    return this;
  }

  /**
   * Adds a listener for the status of the connection.
   *
   * @param listener told of each change
   * @return this
   */
  public NatsServiceConfigBuilder statusListener(ConnectionStatusListener listener) {
    this.statusListeners.add(Given.nonNull("statusListener", listener));
    return this;
  }

  /**
   * Is told of failures that no caller waits for; by default they are logged only.
   *
   * @param listener told of each failure
   * @return this
   */
  public NatsServiceConfigBuilder errorListener(ErrorListener listener) {
    this.errorListener = Given.nonNull("errorListener", listener);
    return this;
  }

  /**
   * Hooks for metrics and tracing; none by default.
   *
   * @param observer the hooks
   * @return this
   */
  public NatsServiceConfigBuilder observer(NatsObserver observer) {
    this.observer = Given.nonNull("observer", observer);
    return this;
  }

  /**
   * Lets the messages of all exceptions of reply handlers reach the caller. By default only those
   * of {@link ReplyException} do, because others may tell what is nobody else's business.
   *
   * @return this
   */
  public NatsServiceConfigBuilder exposeErrorMessages() {
    this.exposeErrorMessages = true;
    return this;
  }

  /**
   * Drains and closes the service when the JVM is asked to end. Off by default.
   *
   * @return this
   */
  public NatsServiceConfigBuilder closeOnJvmShutdown() {
    this.closeOnJvmShutdown = true;
    return this;
  }

  /**
   * Changes options of the official client that this builder does not name. Called by {@link
   * #build()}, on options that are thrown away, and for each attempt to connect. What the library
   * needs for itself (listeners, server pool, reconnecting) is set after it. Servers that it names
   * are not used, and its {@code opentls}, which trusts every server, is refused without {@link
   * TlsOptionsBuilder#insecure()}. Sign in with {@link #credentials(Credentials)}: a sign-in that
   * is set here has no deadline and no renewal.
   *
   * @param options changes the options
   * @return this
   */
  public NatsServiceConfigBuilder jnats(Consumer<Options.Builder> options) {
    this.jnats = Given.nonNull("jnats", options);
    return this;
  }

  /**
   * Checks the values.
   *
   * @return the configuration
   * @throws ConfigurationException when a value can't work; its message says what to write instead
   */
  public NatsServiceConfig build() {
    ConfigRules.check(this);
    TlsSetup setup = TlsSetup.of(servers, webSocket, tls, tlsCaCert);
    CallersOptions.check(jnats, setup.addresses(), setup.isInsecure());
    List<Credentials> fromUrls =
        setup.urls().stream().flatMap(url -> url.credentials().stream()).toList();
    Credentials chosen = signIn.choose(fromUrls); // before the copy, which then has the key
    return new NatsServiceConfig(new NatsServiceConfigBuilder(this), setup, chosen);
  }
}
