package ai.lixpi.nats.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.DrainResult;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.RequestOptions;
import ai.lixpi.nats.SubscriptionOptions;
import ai.lixpi.nats.codec.Codecs;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@NatsTest
class GuaranteesSnippetsTest {
  private final List<String> alerts = new CopyOnWriteArrayList<>();

  @Test
  void theOutcomeSaysWhetherToRepeat(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      // snippet: outcome
      try {
        nats.request("payments.charge", new Order("4711", 3), String.class);
      } catch (NatsServiceException e) {
        switch (e.outcome()) {
          case NOT_SENT -> retryLater(e); // nothing left this process
          case REJECTED -> giveUp(e); // it did not happen, and the message says why
          case UNKNOWN -> lookItUp(e); // it may have happened: ask before repeating
        }
      }
      // end
      assertThat(alerts).singleElement().asString().startsWith("gave up").contains("Nobody");
    }
  }

  @Test
  void anIdempotentRequestMayBeSentAgain(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.reply("orders.get", String.class, (id, msg) -> new Order(id, 3));
      // snippet: idempotent
      Order order =
          nats.request(
              "orders.get",
              "4711",
              Codecs.json(Order.class),
              RequestOptions.timeout(Duration.ofSeconds(5)).idempotent());
      // end
      assertThat(order).isEqualTo(new Order("4711", 3));
    }
  }

  @Test
  void aDrainSaysWhatHasBecomeOfIt(NatsServer server) {
    NatsService nats = NatsService.connect(server.url());
    // snippet: drain
    DrainResult result = nats.drain(Duration.ofSeconds(10));
    if (!result.complete()) {
      alert("unfinished " + result.unfinished() + ", unsent " + result.unsent());
    }
    // end
    assertThat(alerts).isEmpty();
  }

  @Test
  void listenersAreToldWhatNoCallerWaitsFor(NatsServer server) {
    // snippet: listeners
    NatsServiceConfig config =
        NatsServiceConfig.builder()
            .servers("nats://localhost:4222")
            .errorListener(failure -> alert(failure.getMessage()))
            .statusListener(status -> alert("NATS is " + status.state()))
            .build();
    // end
    try (NatsService nats = NatsService.connect(config.toBuilder().servers(server.url()).build())) {
      assertThat(nats.isConnected()).isTrue();
    }
    await().untilAsserted(() -> assertThat(alerts).contains("NATS is CONNECTED"));
  }

  @Test
  void ordersOfOneKeyStayInOrder(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      // snippet: ordered-by
      nats.subscribe(
          "orders.*.changed",
          Order.class,
          (order, msg) -> alert(order.id()),
          SubscriptionOptions.builder().concurrency(8).orderedBy(msg -> msg.getSubject()).build());
      // end
      assertThat(nats.getSubscriptions("orders.*.changed")).hasSize(1);
    }
  }

  private void retryLater(NatsServiceException e) {
    alerts.add("will retry: " + e.getMessage());
  }

  private void giveUp(NatsServiceException e) {
    alerts.add("gave up: " + e.getMessage());
  }

  private void lookItUp(NatsServiceException e) {
    alerts.add("unclear: " + e.getMessage());
  }

  private void alert(String text) {
    alerts.add(text);
  }
}
