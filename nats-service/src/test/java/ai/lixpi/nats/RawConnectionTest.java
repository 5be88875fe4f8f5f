package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.Trigger;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What users may do to the connection below us. */
@NatsTest
class RawConnectionTest {
  private final Recorder recorder = new Recorder();

  @Test
  void aConnectionThatTheUserClosesIsReplaced(NatsServer server) throws InterruptedException {
    CopyOnWriteArrayList<String> seen = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      nats.subscribe("s", String.class, (text, message) -> seen.add(text));
      Connection raw = nats.getConnection();
      raw.close();

      await().atMost(Recorder.PATIENCE).until(() -> nats.status().reconnects() == 1);
      assertThat(nats.getConnection()).isNotSameAs(raw);
      nats.publish("s", "again");
      await().atMost(Recorder.PATIENCE).untilAsserted(() -> assertThat(seen).contains("again"));
    }
  }

  @Test
  void publishingOnAConnectionThatTheUserDrainsGoesToTheBufferAndToTheNextOne(NatsServer server)
      throws Exception {
    CopyOnWriteArrayList<String> seen = new CopyOnWriteArrayList<>();
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats = NatsService.connect(recorder.config(proxy.url()).build());
        NatsService other = NatsService.connect(server.url())) {
      other.subscribe("s", String.class, (text, message) -> seen.add(text));
      other.flush(Recorder.PATIENCE);
      // the drain's first flush passes; its last one, after which it takes nothing, has no answer
      Trigger stalled =
          proxy.after(
              Direction.SERVER_TO_CLIENT,
              "PONG\r\n",
              () -> proxy.stall(Direction.SERVER_TO_CLIENT));
      CompletableFuture<Boolean> drain = nats.getConnection().drain(Duration.ofSeconds(30));
      await().atMost(Recorder.PATIENCE).until(stalled::hasFired);

      // it takes them until jnats says that it drains
      await()
          .atMost(Recorder.PATIENCE)
          .until(
              () -> {
                CompletableFuture<Void> published =
                    CompletableFuture.runAsync(() -> nats.publish("s", "meanwhile"));
                assertThat(published).succeedsWithin(Duration.ofSeconds(10));
                return nats.statistics().bufferedBytes() > 0;
              });
      nats.publish("s", "last");
      proxy.flow();

      await().atMost(Recorder.PATIENCE).until(() -> nats.status().reconnects() == 1);
      await().atMost(Recorder.PATIENCE).untilAsserted(() -> assertThat(seen).contains("last"));
      assertThat(seen).hasSize((int) nats.statistics().published());
      assertThat(drain).succeedsWithin(Recorder.PATIENCE);
    }
  }
}
