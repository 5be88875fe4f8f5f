package ai.lixpi.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Lines at the limit of the server: what arrives may be longer than what may be sent. */
@NatsTest
@SuppressWarnings("try") // jnats: Connection.close() throws InterruptedException
class ControlLineTest {
  private final Recorder recorder = new Recorder();

  @Test
  void aReplySubjectThatLeavesNoRoomForAnAnswerDoesNotEndTheConnection(NatsServer server)
      throws Exception {
    List<String> handled = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build());
        Connection stranger = Nats.connect(server.url())) {
      nats.reply(
          "work",
          String.class,
          (data, message) -> {
            handled.add(data);
            return "x".repeat(100_000);
          });
      nats.flush(Recorder.PATIENCE);

      stranger.publish("work", "r".repeat(4_081), "long".getBytes(UTF_8));
      await().atMost(Recorder.PATIENCE).until(() -> handled.contains("long"));

      assertThat(nats.request("work", "short", String.class)).hasSize(100_000);
      assertThat(nats.status().reconnects()).isZero();
    }
  }

  @Test
  void aSubjectThatOnlyJustFitsArrives(NatsServer server) throws Exception {
    String subject = "s." + "x".repeat(4_000);
    List<String> received = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build());
        Connection stranger =
            Nats.connect(Options.builder().server(server.url()).maxControlLine(8_192).build())) {
      nats.subscribe("s.*", String.class, (data, message) -> received.add(message.getSubject()));
      nats.flush(Recorder.PATIENCE);

      stranger.publish(subject, "r".repeat(91), "long".getBytes(UTF_8));

      await().atMost(Recorder.PATIENCE).until(() -> received.equals(List.of(subject)));
      assertThat(nats.status().reconnects()).isZero();
    }
  }
}
