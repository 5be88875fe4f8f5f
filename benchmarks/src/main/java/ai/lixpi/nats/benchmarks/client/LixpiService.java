package ai.lixpi.nats.benchmarks.client;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.SubscriptionOptions;
import ai.lixpi.nats.benchmarks.Order;
import io.nats.client.api.ObjectStoreConfiguration;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The library with its defaults. */
public final class LixpiService implements Client {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "nats-service";
  }

  @Override
  public Session connect(String url) {
    NatsService service =
        NatsService.connect(
            NatsServiceConfig.builder().servers(url).name("bench").requestTimeout(TIMEOUT).build());
    service.awaitConnected(TIMEOUT);
    return new ServiceSession(service);
  }

  @Override
  public Bucket bucket(String url, ObjectStoreConfiguration configuration) {
    return LixpiBucket.open(url, configuration);
  }

  private record ServiceSession(NatsService service) implements Session {
    @Override
    public void publish(String subject, byte[] data) {
      service.publish(subject, data);
    }

    @Override
    public void flush() {
      service.flush(TIMEOUT);
    }

    @Override
    public void subscribe(String subject, Consumer<byte[]> handler) {
      subscribe(subject, handler, SubscriptionOptions.builder().pendingMessages(1_000_000));
    }

    @Override
    public void subscribe(String subject, int concurrency, Consumer<byte[]> handler) {
      subscribe(subject, handler, SubscriptionOptions.builder().concurrency(concurrency));
    }

    @Override
    public void subscribeInOrderPerKey(String subject, int concurrency, Consumer<byte[]> handler) {
      subscribe(
          subject,
          handler,
          SubscriptionOptions.builder()
              .concurrency(concurrency)
              .orderedBy(message -> Keys.of(message.getData())));
    }

    private void subscribe(
        String subject, Consumer<byte[]> handler, SubscriptionOptions.Builder options) {
      service.subscribe(
          subject, byte[].class, (data, message) -> handler.accept(data), options.build());
      flush();
    }

    @Override
    public void publish(String subject, Order order) {
      service.publish(subject, order);
    }

    @Override
    public void subscribeOrders(String subject, Consumer<Order> handler) {
      service.subscribe(
          subject,
          Order.class,
          (order, message) -> handler.accept(order),
          SubscriptionOptions.builder().pendingMessages(1_000_000).build());
      flush();
    }

    @Override
    public byte[] request(String subject, byte[] data) {
      return service.request(subject, data, byte[].class);
    }

    @Override
    public CompletionStage<byte[]> requestAsync(String subject, byte[] data) {
      return service.requestAsync(subject, data, byte[].class);
    }

    @Override
    public void reply(String subject, UnaryOperator<byte[]> handler) {
      service.reply(subject, byte[].class, (data, message) -> handler.apply(data));
      flush();
    }

    @Override
    public void close() {
      service.close();
    }
  }
}
