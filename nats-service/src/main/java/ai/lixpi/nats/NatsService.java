package ai.lixpi.nats;

import ai.lixpi.nats.auth.SelfIssuedJwt;
import ai.lixpi.nats.codec.Codec;
import ai.lixpi.nats.objectstore.ObjectStores;
import io.nats.client.Connection;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A connection to NATS that never gives up, and everything that a service does with it. It may be
 * used before it is connected: subscriptions become active on connect, and what is published
 * meanwhile waits in a bounded buffer. Thread-safe. Keeps the JVM alive until it is closed.
 *
 * <pre>{@code
 * try (NatsService nats = NatsService.connect("nats://localhost:4222")) {
 *   nats.reply("greet", Hello.class, (hello, msg) -> new Greeting("Hi " + hello.name()));
 *   Greeting answer = nats.request("greet", new Hello("Ada"), Greeting.class);
 * }
 * }</pre>
 *
 * <p>Payloads: {@code byte[]} is sent and received as it is, {@code String} as UTF-8 text, anything
 * else as JSON. Byte arrays are not copied: do not change them after the call.
 */
public interface NatsService extends ObjectStores, AutoCloseable {
  /**
   * Connects to a server with defaults otherwise.
   *
   * @param server a URL like {@code nats://localhost:4222}
   * @return the service, connected or still trying: see {@link #connect(NatsServiceConfig)}
   */
  static NatsService connect(String server) {
    return connect(NatsServiceConfig.builder().servers(server).build());
  }

  /**
   * Creates a service and connects it. Returns within the configured connect timeout, connected or
   * not, and never throws for a reason of the network: a service that is not connected yet keeps
   * trying in the background.
   *
   * @param config the configuration
   * @return a new service
   */
  static NatsService connect(NatsServiceConfig config) {
    NatsService service = create(config);
    service.connect(config.connectTimeout());
    return service;
  }

  /**
   * Signs a self-issued JWT that lives for an hour. A service that is configured with {@code
   * nkeySeed} and {@code userId} does this itself, anew for each attempt to connect.
   *
   * @param nkeySeed the NKey seed of a user, {@code SU...}
   * @param userId who signs in, like {@code svc:orders}
   * @return the token
   * @throws InvalidCredentialsException when the seed or the user id can't work
   */
  static String generateSelfIssuedJwt(CharSequence nkeySeed, String userId) {
    return generateSelfIssuedJwt(nkeySeed, userId, 1);
  }

  /**
   * Signs a self-issued JWT.
   *
   * @param nkeySeed the NKey seed of a user, {@code SU...}
   * @param userId who signs in, like {@code svc:orders}
   * @param expiryHours how many hours it lives, 1 or more
   * @return the token
   * @throws InvalidCredentialsException when the seed or the user id can't work
   */
  static String generateSelfIssuedJwt(CharSequence nkeySeed, String userId, int expiryHours) {
    return SelfIssuedJwt.issue(nkeySeed, userId, Duration.ofHours(expiryHours));
  }

  /**
   * Creates a service that does not connect before {@link #connect(Duration)} is called.
   *
   * @param config the configuration
   * @return a new service
   */
  static NatsService create(NatsServiceConfig config) {
    return new DefaultNatsService(config);
  }

  /**
   * The service of this process: connects on the first call, and returns the same one from then on.
   *
   * @param config the configuration
   * @return the service
   * @throws ConfigurationException when it exists already with another configuration
   */
  static NatsService init(NatsServiceConfig config) {
    return ProcessWide.init(config);
  }

  /**
   * The service that {@link #init} made.
   *
   * @return the service
   * @throws ConfigurationException when there is none
   */
  static NatsService getInstance() {
    return ProcessWide.get();
  }

  /**
   * Starts to connect, if that has not happened yet, and waits. Trying goes on after the timeout.
   *
   * @param timeout how long to wait at most
   * @return whether it is connected now
   */
  boolean connect(Duration timeout);

  /**
   * Waits for the connection.
   *
   * @param timeout how long to wait at most
   * @throws NotConnectedException when there is none by then; its cause is the last failed attempt
   * @throws ServiceClosedException when the service is closed
   */
  void awaitConnected(Duration timeout);

  /**
   * Whether a server is reachable now.
   *
   * @return true in state {@link ConnectionState#CONNECTED}
   */
  boolean isConnected();

  /**
   * The state of the connection, with the last failure.
   *
   * @return the status now
   */
  ConnectionStatus status();

  /**
   * Adds a listener for changes of the status.
   *
   * @param listener told of each change from now on
   */
  void addStatusListener(ConnectionStatusListener listener);

  /**
   * Removes a listener.
   *
   * @param listener told no longer; one that was never added is ignored
   */
  void removeStatusListener(ConnectionStatusListener listener);

  /**
   * The raw connection of the official client, for everything that this library does not wrap. It
   * survives outages of the network, but not refused credentials: then the service makes another,
   * so do not keep it for long.
   *
   * @return the current connection
   * @throws NotConnectedException when there has been none yet
   */
  Connection getConnection();

  /**
   * Publishes, fire and forget (at most once).
   *
   * @param subject the subject, without wildcards
   * @param data the value; null is sent as JSON null
   * @throws InvalidSubjectException when the subject can't go on the wire
   * @throws EncodeException when the value can't be encoded
   * @throws PayloadTooLargeException when the server would not take it
   * @throws BufferFullException when too much waits already: without a connection at once, else
   *     after the publish timeout
   */
  void publish(String subject, @Nullable Object data);

  /**
   * Publishes with headers.
   *
   * @param subject the subject, without wildcards
   * @param data the value; null is sent as JSON null
   * @param headers the headers
   * @see #publish(String, Object)
   */
  void publish(String subject, @Nullable Object data, Headers headers);

  /**
   * Publishes with a codec, for what the class of a value does not tell: a JSON string for the
   * siblings, for example, with {@code Codecs.json(String.class)}.
   *
   * @param subject the subject, without wildcards
   * @param data the value
   * @param codec encodes the value
   * @param headers the headers, empty for none
   * @param <T> the type of the value
   * @see #publish(String, Object)
   */
  <T> void publish(String subject, @Nullable T data, Codec<T> codec, Headers headers);

  /**
   * Subscribes.
   *
   * @param subject the subject; {@code *} stands for one token, {@code >} at the end for the rest
   * @param type {@code byte[].class} for raw bytes, {@code String.class} for text, anything else
   *     for JSON
   * @param handler handles the messages, one after another, on a thread of the service
   * @param <T> the type of the payloads
   * @return the handle that ends it
   */
  <T> NatsSubscription subscribe(String subject, Class<T> type, MessageHandler<? super T> handler);

  /**
   * Subscribes with a queue group, concurrency or other limits.
   *
   * @param subject the subject, wildcards allowed
   * @param type {@code byte[].class} for raw bytes, {@code String.class} for text, anything else
   *     for JSON
   * @param handler handles the messages
   * @param options how it takes its messages
   * @param <T> the type of the payloads
   * @return the handle that ends it
   */
  <T> NatsSubscription subscribe(
      String subject,
      Class<T> type,
      MessageHandler<? super T> handler,
      SubscriptionOptions options);

  /**
   * Subscribes with a codec.
   *
   * @param subject the subject, wildcards allowed
   * @param codec decodes the payloads
   * @param handler handles the messages
   * @param options how it takes its messages
   * @param <T> the type of the payloads
   * @return the handle that ends it
   */
  <T> NatsSubscription subscribe(
      String subject,
      Codec<T> codec,
      MessageHandler<? super T> handler,
      SubscriptionOptions options);

  /**
   * Answers requests.
   *
   * @param subject the subject, wildcards allowed
   * @param type {@code byte[].class} for raw bytes, {@code String.class} for text, anything else
   *     for JSON
   * @param handler answers them; its failures reach the caller at once
   * @param <T> the type of the requests
   * @return the handle that ends it
   */
  <T> NatsSubscription reply(String subject, Class<T> type, ReplyHandler<? super T> handler);

  /**
   * Answers requests with a queue group, concurrency or other limits.
   *
   * @param subject the subject, wildcards allowed
   * @param type {@code byte[].class} for raw bytes, {@code String.class} for text, anything else
   *     for JSON
   * @param handler answers them
   * @param options how it takes its messages
   * @param <T> the type of the requests
   * @return the handle that ends it
   */
  <T> NatsSubscription reply(
      String subject, Class<T> type, ReplyHandler<? super T> handler, SubscriptionOptions options);

  /**
   * Answers requests with a codec.
   *
   * @param subject the subject, wildcards allowed
   * @param codec decodes the requests
   * @param handler answers them
   * @param options how it takes its messages
   * @param <T> the type of the requests
   * @return the handle that ends it
   */
  <T> NatsSubscription reply(
      String subject, Codec<T> codec, ReplyHandler<? super T> handler, SubscriptionOptions options);

  /**
   * Asks and waits for the answer, for the configured request timeout (3 seconds by default).
   *
   * @param subject the subject, without wildcards
   * @param data the request
   * @param type the type of the answer
   * @param <T> the type of the answer
   * @return the answer, never null
   * @throws NoRespondersException when nobody listens there
   * @throws RequestTimeoutException when no answer came in time
   * @throws RemoteErrorException when the other side failed
   * @throws NotConnectedException when there was no connection in time; the request is not sent
   *     later
   * @throws ConnectionLostException when the connection went away meanwhile
   * @throws PermissionDeniedException when the server does not allow it
   * @throws DecodeException when the answer can't be read
   */
  <T> T request(String subject, @Nullable Object data, Class<T> type);

  /**
   * Asks and waits for the answer.
   *
   * @param subject the subject, without wildcards
   * @param data the request
   * @param type the type of the answer
   * @param timeout how long to wait, the wait for a connection included
   * @param <T> the type of the answer
   * @return the answer, never null
   * @see #request(String, Object, Class)
   */
  <T> T request(String subject, @Nullable Object data, Class<T> type, Duration timeout);

  /**
   * Asks with headers and other options, and waits for the answer.
   *
   * @param subject the subject, without wildcards
   * @param data the request
   * @param codec decodes the answer
   * @param options timeout, headers, idempotence
   * @param <T> the type of the answer
   * @return the answer, never null
   * @see #request(String, Object, Class)
   */
  <T> T request(String subject, @Nullable Object data, Codec<T> codec, RequestOptions options);

  /**
   * Asks without waiting.
   *
   * @param subject the subject, without wildcards
   * @param data the request
   * @param type the type of the answer
   * @param <T> the type of the answer
   * @return completed on a thread of the service with the answer or with a failure of {@link
   *     #request(String, Object, Class)}; cancelling it gives the request up
   */
  <T> CompletableFuture<T> requestAsync(String subject, @Nullable Object data, Class<T> type);

  /**
   * Asks without waiting.
   *
   * @param subject the subject, without wildcards
   * @param data the request
   * @param type the type of the answer
   * @param timeout how long to wait, the wait for a connection included
   * @param <T> the type of the answer
   * @return completed with the answer or a failure
   * @see #requestAsync(String, Object, Class)
   */
  <T> CompletableFuture<T> requestAsync(
      String subject, @Nullable Object data, Class<T> type, Duration timeout);

  /**
   * Asks with headers and other options, without waiting.
   *
   * @param subject the subject, without wildcards
   * @param data the request
   * @param codec decodes the answer
   * @param options timeout, headers, idempotence
   * @param <T> the type of the answer
   * @return completed with the answer or a failure
   * @see #requestAsync(String, Object, Class)
   */
  <T> CompletableFuture<T> requestAsync(
      String subject, @Nullable Object data, Codec<T> codec, RequestOptions options);

  /**
   * Waits until the server has seen everything that was published before.
   *
   * @param timeout how long to wait at most, the wait for a connection included
   * @throws NotConnectedException when it has not by then
   * @throws ConnectionLostException when the connection is lost meanwhile, so that what was sent on
   *     it may be lost; at once, even if the next connection is there
   */
  void flush(Duration timeout);

  /** Ends all subscriptions now. */
  void unsubscribeAll();

  /**
   * All live subscriptions, in the order in which they were made.
   *
   * @return a copy
   */
  List<NatsSubscription> getSubscriptions();

  /**
   * The live subscriptions on some subjects.
   *
   * @param filter a subject, or a pattern with one {@code *} that stands for any characters
   * @return a copy
   */
  List<NatsSubscription> getSubscriptions(String filter);

  /**
   * The live subscriptions on some subjects.
   *
   * @param subjects the exact subjects
   * @return a copy
   */
  List<NatsSubscription> getSubscriptions(Collection<String> subjects);

  /**
   * What the service has done so far.
   *
   * @return counts
   */
  ServiceStatistics statistics();

  /**
   * Closes now: handlers that run are interrupted, and what waits is given up and reported. A drain
   * that is under way is cut short. Returns when the service is closed. Idempotent.
   */
  void disconnect();

  /**
   * Closes without losing anything, within the configured drain timeout (5 seconds by default).
   *
   * @return what has become of it
   * @see #drain(Duration)
   */
  DrainResult drain();

  /**
   * Closes without losing anything: subscriptions end, what has arrived is handled, what was
   * published reaches the server.
   *
   * @param timeout how long it may take; what is not done by then is given up and reported
   * @return what has become of it; for a service that is closed already, complete
   */
  DrainResult drain(Duration timeout);

  /** The same as {@link #drain()}. */
  @Override
  void close();
}
