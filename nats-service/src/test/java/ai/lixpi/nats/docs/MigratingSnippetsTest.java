package ai.lixpi.nats.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.Inbound;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.RemoteErrorException;
import ai.lixpi.nats.ReplyException;
import ai.lixpi.nats.SubscriptionDefinition;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Message;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@NatsTest
class MigratingSnippetsTest {
  private final BlockingQueue<Order> stored = new LinkedBlockingQueue<>();

  @Test
  void theConfigurationOfTheSiblings(NatsServer server) throws Exception {
    // snippet: migrate-config
    NatsServiceConfig config =
        NatsServiceConfig.builder()
            .servers("nats://localhost:4222")
            .name("my-service")
            .token("your-token")
            .middleware(this::trace)
            .replyMiddleware(this::authorise)
            .subscriptions(
                SubscriptionDefinition.subscribe("orders.new", Order.class, (o, msg) -> store(o))
                    .withQueue("workers"),
                SubscriptionDefinition.reply("orders.get", String.class, (id, msg) -> find(id))
                    .withPermissions(Permissions.publish("orders.get")))
            .build();
    // end
    try (NatsService service =
        NatsService.connect(config.toBuilder().servers(server.url()).build())) {
      Awaitility.await().until(() -> service.getSubscriptions().size() == 2);
      service.flush(Duration.ofSeconds(10));
      service.publish("orders.new", new Order("1", 1));
      assertThat(stored.poll(10, TimeUnit.SECONDS)).isEqualTo(new Order("1", 1));
      assertThatThrownBy(() -> service.request("orders.get", "1", Order.class))
          .isInstanceOf(RemoteErrorException.class)
          .hasMessageContaining("401");
    }
  }

  // snippet: migrate-middleware
  Inbound authorise(Object data, Message msg) {
    if (msg.getHeaders() == null || !msg.getHeaders().containsKey("User")) {
      throw new ReplyException(401, "Sign in first."); // the caller gets code and message
    }
    return new Inbound(data, msg);
  }

  // end

  private Inbound trace(Object data, Message msg) {
    return new Inbound(data, msg);
  }

  @Test
  void theUsageOfTheSiblings(NatsServer server) throws Exception {
    try (NatsService service = NatsService.connect(server.url())) {
      // snippet: migrate-usage
      service.publish("subject.name", new Order("4711", 3));

      service.subscribe("subject.name", Order.class, (order, msg) -> store(order));

      service.reply("orders.get", String.class, (id, msg) -> find(id));

      Order order = service.request("orders.get", "4711", Order.class);
      // end
      assertThat(order).isEqualTo(find("4711"));
    }
  }

  private void store(Order order) {
    stored.add(order);
  }

  private Order find(String id) {
    return new Order(id, 3);
  }
}
