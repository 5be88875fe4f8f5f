package ai.lixpi.nats.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.SubscriptionOptions;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@NatsTest
class ReadmeSnippetsTest {
  private final BlockingQueue<Order> stored = new LinkedBlockingQueue<>();

  @Test
  void theFirstExamplePrintsTheGreeting(NatsServer server) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      FirstExample.main(new String[] {server.url()});
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("Hi Ada");
  }

  @Test
  void aQueueGroupSharesWhatIsPublished(NatsServer server) throws Exception {
    try (NatsService nats = NatsService.connect(server.url())) {
      // snippet: queue-group
      nats.subscribe(
          "orders.new",
          Order.class,
          (order, msg) -> store(order),
          SubscriptionOptions.builder().queue("storage").concurrency(8).build());

      nats.publish("orders.new", new Order("4711", 3));
      // end
      assertThat(stored.poll(10, TimeUnit.SECONDS)).isEqualTo(new Order("4711", 3));
    }
  }

  @Test
  void aRequestNeedNotBlock(NatsServer server) throws Exception {
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.reply("orders.get", String.class, (id, msg) -> new Order(id, 3));
      // snippet: request-async
      CompletableFuture<Order> order =
          nats.requestAsync("orders.get", "4711", Order.class, Duration.ofSeconds(1));
      // end
      assertThat(order.get(10, TimeUnit.SECONDS)).isEqualTo(new Order("4711", 3));
    }
  }

  private void store(Order order) {
    stored.add(order);
  }
}
