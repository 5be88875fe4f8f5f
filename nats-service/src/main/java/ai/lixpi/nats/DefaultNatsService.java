package ai.lixpi.nats;

import ai.lixpi.nats.codec.Codec;
import ai.lixpi.nats.internal.Durations;
import ai.lixpi.nats.internal.Given;
import ai.lixpi.nats.internal.Subjects;
import ai.lixpi.nats.internal.wire.Wire;
import ai.lixpi.nats.objectstore.ObjectStores;
import io.nats.client.Connection;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The facade: checks what users give and passes it on to the part that does it. */
final class DefaultNatsService extends ObjectStoreFacade {
  private final NatsServiceConfig config;
  private final Core core;
  private final ObjectStores stores;

  DefaultNatsService(NatsServiceConfig config) {
    this.config = Given.nonNull("config", config);
    this.core = new Core(config, this);
    this.stores = ObjectStores.over(new CoreMessaging(core));
  }

  @Override
  ObjectStores stores() {
    return stores;
  }

  @Override
  public boolean connect(Duration timeout) {
    Durations.positive("timeout", timeout);
    core.start();
    return core.await(timeout).state() == ConnectionState.CONNECTED;
  }

  @Override
  public void awaitConnected(Duration timeout) {
    Durations.positive("timeout", timeout);
    core.start();
    ConnectionStatus status = core.await(timeout);
    if (status.state() == ConnectionState.CONNECTED) {
      return;
    }
    core.requireOpen();
    throw core.notConnected("after " + timeout.toMillis() + " ms");
  }

  @Override
  public boolean isConnected() {
    return core.board.state() == ConnectionState.CONNECTED;
  }

  @Override
  public ConnectionStatus status() {
    return core.board.status();
  }

  @Override
  public void addStatusListener(ConnectionStatusListener listener) {
    core.board.add(Given.nonNull("listener", listener));
  }

  @Override
  public void removeStatusListener(ConnectionStatusListener listener) {
    core.board.remove(Given.nonNull("listener", listener));
  }

  @Override
  public Connection getConnection() {
    Wire wire = core.supervisor.wire();
    if (wire == null) {
      core.requireOpen();
      throw core.notConnected("now, so there is no raw connection either");
    }
    return wire.connection();
  }

  @Override
  public void publish(String subject, @Nullable Object data) {
    Subjects.requirePublishable(subject);
    core.outbound.publish(subject, null, null, core.codecs.encode(data));
  }

  @Override
  public void publish(String subject, @Nullable Object data, Headers headers) {
    Subjects.requirePublishable(subject);
    Given.nonNull("headers", headers);
    core.outbound.publish(subject, null, headers, core.codecs.encode(data));
  }

  @Override
  public <T> void publish(String subject, @Nullable T data, Codec<T> codec, Headers headers) {
    Subjects.requirePublishable(subject);
    Given.nonNull("codec", codec);
    Given.nonNull("headers", headers);
    core.outbound.publish(subject, null, headers, CodecRegistry.encode(codec, data));
  }

  @Override
  public <T> NatsSubscription subscribe(
      String subject, Class<T> type, MessageHandler<? super T> handler) {
    return subscribe(subject, type, handler, SubscriptionOptions.DEFAULT);
  }

  @Override
  public <T> NatsSubscription subscribe(
      String subject,
      Class<T> type,
      MessageHandler<? super T> handler,
      SubscriptionOptions options) {
    return subscribe(subject, core.codecs.forType(Given.nonNull("type", type)), handler, options);
  }

  @Override
  public <T> NatsSubscription subscribe(
      String subject,
      Codec<T> codec,
      MessageHandler<? super T> handler,
      SubscriptionOptions options) {
    Given.handler(handler);
    return core.subscribe(
        subject,
        codec,
        (data, message) -> {
          handler.handle(data, message);
          return null;
        },
        options);
  }

  @Override
  public <T> NatsSubscription reply(
      String subject, Class<T> type, ReplyHandler<? super T> handler) {
    return reply(subject, type, handler, SubscriptionOptions.DEFAULT);
  }

  @Override
  public <T> NatsSubscription reply(
      String subject, Class<T> type, ReplyHandler<? super T> handler, SubscriptionOptions options) {
    return reply(subject, core.codecs.forType(Given.nonNull("type", type)), handler, options);
  }

  @Override
  public <T> NatsSubscription reply(
      String subject,
      Codec<T> codec,
      ReplyHandler<? super T> handler,
      SubscriptionOptions options) {
    Given.handler(handler);
    return core.reply(subject, codec, handler::handle, options);
  }

  @Override
  public <T> T request(String subject, @Nullable Object data, Class<T> type) {
    return request(subject, data, codecFor(type), RequestOptions.DEFAULT);
  }

  @Override
  public <T> T request(String subject, @Nullable Object data, Class<T> type, Duration timeout) {
    return request(subject, data, codecFor(type), RequestOptions.timeout(timeout));
  }

  @Override
  public <T> T request(
      String subject, @Nullable Object data, Codec<T> codec, RequestOptions options) {
    Given.nonNull("codec", codec);
    PendingRequest request = core.ask(subject, data, options);
    return core.answers.read(subject, codec, core.answers.await(request));
  }

  @Override
  public <T> CompletableFuture<T> requestAsync(
      String subject, @Nullable Object data, Class<T> type) {
    return requestAsync(subject, data, codecFor(type), RequestOptions.DEFAULT);
  }

  @Override
  public <T> CompletableFuture<T> requestAsync(
      String subject, @Nullable Object data, Class<T> type, Duration timeout) {
    return requestAsync(subject, data, codecFor(type), RequestOptions.timeout(timeout));
  }

  @Override
  public <T> CompletableFuture<T> requestAsync(
      String subject, @Nullable Object data, Codec<T> codec, RequestOptions options) {
    Given.nonNull("codec", codec);
    return core.answers.later(subject, codec, core.ask(subject, data, options));
  }

  private <T> Codec<T> codecFor(Class<T> type) {
    return core.codecs.forType(Given.nonNull("type", type));
  }

  @Override
  public void flush(Duration timeout) {
    Durations.positive("timeout", timeout);
    core.flush(timeout);
  }

  @Override
  public void unsubscribeAll() {
    core.subscriptions.all().forEach(NatsSubscription::unsubscribe);
  }

  @Override
  public List<NatsSubscription> getSubscriptions() {
    return List.copyOf(core.subscriptions.all());
  }

  @Override
  public List<NatsSubscription> getSubscriptions(String filter) {
    return core.subscriptions.matching(Given.nonNull("filter", filter));
  }

  @Override
  public List<NatsSubscription> getSubscriptions(Collection<String> subjects) {
    return core.subscriptions.withSubjects(Given.nonNull("subjects", subjects));
  }

  @Override
  public ServiceStatistics statistics() {
    return core.statistics();
  }

  @Override
  public void disconnect() {
    core.shutdown.now();
  }

  @Override
  public DrainResult drain() {
    return drain(config.drainTimeout());
  }

  @Override
  public DrainResult drain(Duration timeout) {
    return core.shutdown.drain(Durations.positive("timeout", timeout));
  }

  @Override
  public void close() {
    drain();
  }

  @Override
  public String toString() {
    return "NatsService[" + config.name() + ", " + core.board.state() + "]";
  }
}
