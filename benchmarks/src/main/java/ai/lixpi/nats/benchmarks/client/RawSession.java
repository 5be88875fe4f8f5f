package ai.lixpi.nats.benchmarks.client;

import ai.lixpi.nats.benchmarks.Order;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.MessageHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** One dispatcher a subscription; a fixed pool behind it where handlers block. */
final class RawSession implements Session {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Connection connection;
  private final ObjectReader reader = MAPPER.readerFor(Order.class);
  private final ObjectWriter writer = MAPPER.writerFor(Order.class);
  private final List<ExecutorService> pools = new CopyOnWriteArrayList<>();

  RawSession(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void publish(String subject, byte[] data) {
    connection.publish(subject, data);
  }

  @Override
  public void flush() throws Exception {
    connection.flush(TIMEOUT);
  }

  @Override
  public void subscribe(String subject, Consumer<byte[]> handler) throws Exception {
    dispatch(subject, message -> handler.accept(message.getData()));
  }

  @Override
  public void subscribe(String subject, int concurrency, Consumer<byte[]> handler)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(concurrency);
    pools.add(pool);
    dispatch(subject, message -> pool.execute(() -> handler.accept(message.getData())));
  }

  @Override
  public void subscribeInOrderPerKey(String subject, int concurrency, Consumer<byte[]> handler)
      throws Exception {
    ExecutorService[] strands = new ExecutorService[concurrency];
    for (int i = 0; i < concurrency; i++) {
      strands[i] = Executors.newSingleThreadExecutor();
      pools.add(strands[i]);
    }
    dispatch(
        subject,
        message -> {
          int strand = Math.floorMod(Keys.of(message.getData()), concurrency);
          strands[strand].execute(() -> handler.accept(message.getData()));
        });
  }

  @Override
  public void publish(String subject, Order order) {
    connection.publish(subject, writer.writeValueAsBytes(order));
  }

  @Override
  public void subscribeOrders(String subject, Consumer<Order> handler) throws Exception {
    dispatch(subject, message -> handler.accept(reader.readValue(message.getData())));
  }

  @Override
  public byte[] request(String subject, byte[] data) throws Exception {
    Message answer = connection.request(subject, data, TIMEOUT);
    if (answer == null) {
      throw new TimeoutException("No answer on " + subject);
    }
    return answer.getData();
  }

  @Override
  public CompletionStage<byte[]> requestAsync(String subject, byte[] data) {
    return connection.request(subject, data).thenApply(Message::getData);
  }

  @Override
  public void reply(String subject, UnaryOperator<byte[]> handler) throws Exception {
    dispatch(
        subject,
        message -> connection.publish(message.getReplyTo(), handler.apply(message.getData())));
  }

  @Override
  public void close() {
    pools.forEach(ExecutorService::shutdownNow);
    try {
      connection.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void dispatch(String subject, MessageHandler handler) throws Exception {
    connection.createDispatcher(handler).subscribe(subject);
    flush();
  }
}
