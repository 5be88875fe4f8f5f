package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines that the siblings log too, word for word. */
@NatsTest
class LogLinesTest {
  @Test
  void aLifeIsToldInTheLinesOfTheSiblings(NatsServer server) {
    try (CapturedLog log = new CapturedLog();
        FaultProxy proxy = FaultProxy.to(server)) {
      NatsService nats = NatsService.connect(proxy.url());
      log.awaitLine("INFO NATS -> listening on: " + proxy.url());
      nats.subscribe("orders", String.class, (data, message) -> {});
      nats.subscribe(
          "orders", String.class, (data, message) -> {}, SubscriptionOptions.queue("workers"));
      nats.reply(
          "greet", String.class, (data, message) -> data, SubscriptionOptions.queue("greeters"));
      proxy.refuse();
      proxy.cut();
      log.awaitLine("WARN NATS -> reconnecting");
      proxy.accept();
      log.awaitLine("INFO NATS -> reconnected");
      Recorder.awaitState(nats, ConnectionState.CONNECTED);
      nats.disconnect();

      assertThat(withoutFailedAttempts(log))
          .containsExactly(
              "INFO NATS -> listening on: " + proxy.url(),
              "INFO NATS -> register: subscribe : orders with queue: none",
              "INFO NATS -> register: subscribe : orders with queue: workers",
              "INFO NATS -> register: reply : greet with queue: greeters",
              "ERROR NATS -> disconnected",
              "WARN NATS -> reconnecting",
              "INFO NATS -> reconnected",
              "INFO NATS -> listening on: " + proxy.url(),
              "WARN NATS -> connection closed",
              "INFO NATS disconnected gracefully.");
    }
  }

  @Test
  void aDrainIsToldAsOne(NatsServer server) {
    try (CapturedLog log = new CapturedLog()) {
      NatsService.connect(server.url()).drain();

      assertThat(log.lines())
          .containsExactly(
              "INFO NATS -> listening on: " + server.url(),
              "WARN NATS -> connection closed",
              "INFO NATS drained all subscriptions and disconnected.");
    }
  }

  @Test
  void aFailedAttemptIsAConnectionErrorThatIsToldOnce(NatsServer server) {
    try (CapturedLog log = new CapturedLog();
        FaultProxy proxy = FaultProxy.to(server)) {
      proxy.refuse();
      NatsServiceConfig config =
          NatsServiceConfig.builder().servers(proxy.url()).maxReconnectAttempts(5).build();
      try (NatsService nats = NatsService.connect(config)) {
        Recorder.awaitState(nats, ConnectionState.CLOSED);
        log.awaitLine("WARN NATS -> connection closed");
      }
      assertThat(log.lines()).filteredOn(line -> line.contains("connection error")).hasSize(1);
      assertThat(log.lines().get(0))
          .startsWith("ERROR NATS -> connection error: Can't connect to " + proxy.url());
    }
  }

  @Test
  void serversThatAreDownInTurnAreToldOnceEach(NatsServer server) {
    Recorder recorder = new Recorder();
    try (CapturedLog log = new CapturedLog();
        FaultProxy one = FaultProxy.to(server);
        FaultProxy other = FaultProxy.to(server)) {
      one.refuse();
      other.refuse();
      NatsServiceConfig config = recorder.config(one.url()).servers(one.url(), other.url()).build();
      try (NatsService nats = NatsService.connect(config)) {
        await().atMost(Recorder.PATIENCE).until(() -> nats.status().failedAttempts() > 20);
        assertThat(told(log, one.url())).isEqualTo(1);
        assertThat(told(log, other.url())).isEqualTo(1);
        assertThat(recorder.statuses).hasSize(2);

        one.accept();
        Recorder.awaitState(nats, ConnectionState.CONNECTED);
        one.refuse();
        one.cut();
        await().atMost(Recorder.PATIENCE).until(() -> told(log, one.url()) == 2);
        await().atMost(Recorder.PATIENCE).until(() -> told(log, other.url()) == 2);
      }
    }
  }

  private static long told(CapturedLog log, String url) {
    return log.lines().stream()
        .filter(line -> line.contains("connection error") && line.contains(url))
        .count();
  }

  private static List<String> withoutFailedAttempts(CapturedLog log) {
    return log.lines().stream()
        .filter(line -> !line.startsWith("ERROR NATS -> connection error: "))
        .toList();
  }
}
