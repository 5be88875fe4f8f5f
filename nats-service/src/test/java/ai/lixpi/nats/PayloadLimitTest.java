package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** PS6. */
class PayloadLimitTest {
  private static final int LIMIT = 1_000;

  @RegisterExtension
  static final NatsServerExtension SERVER =
      NatsServerExtension.builder().server(server -> server.maxPayload(LIMIT)).build();

  @Test
  void aPayloadOfExactlyTheLimitArrivesAndOneByteMoreIsRefused(NatsServer server)
      throws InterruptedException {
    BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.subscribe("limit", byte[].class, (data, message) -> received.add(message));
      nats.publish("limit", new byte[LIMIT]);
      assertTooLarge(LIMIT + 1, () -> nats.publish("limit", new byte[LIMIT + 1]));
      nats.publish("limit", new byte[] {1});

      assertThat(take(received).getData()).hasSize(LIMIT);
      assertThat(take(received).getData()).containsExactly(1);
      assertSameConnection(nats);
    }
  }

  @Test
  void headersCountForTheLimit(NatsServer server) throws InterruptedException {
    BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    Headers headers = new Headers().put("Trace", "1234567890").add("Trace", "again");
    int room = LIMIT - headers.serializedLength();
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.subscribe("limit", byte[].class, (data, message) -> received.add(message));
      nats.publish("limit", new byte[room], headers);
      assertTooLarge(LIMIT + 1, () -> nats.publish("limit", new byte[room + 1], headers));
      nats.publish("limit", new byte[0]);

      assertThat(take(received).getHeaders().get("Trace")).containsExactly("1234567890", "again");
      assertThat(take(received).getData()).isEmpty();
      assertSameConnection(nats);
    }
  }

  @Test
  void aRequestThatIsTooLargeFailsAtOnce(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.reply("limit", byte[].class, (data, message) -> data);

      assertThat(nats.request("limit", new byte[LIMIT], byte[].class)).hasSize(LIMIT);
      assertTooLarge(LIMIT + 1, () -> nats.request("limit", new byte[LIMIT + 1], byte[].class));
      assertThat(nats.statistics().requestsInFlight()).isZero();
      assertSameConnection(nats);
    }
  }

  @Test
  void anAnswerThatIsTooLargeBecomesAnErrorForTheCaller(NatsServer server) {
    Recorder recorder = new Recorder();
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      nats.reply("limit", byte[].class, (data, message) -> new byte[LIMIT + 1]);

      RemoteErrorException failure =
          catchThrowableOfType(
              RemoteErrorException.class, () -> nats.request("limit", "", byte[].class));
      assertThat(failure).hasMessageContaining("The answer is larger than the server takes.");
      assertThat(recorder.failure(HandlerFailedException.class))
          .hasCauseInstanceOf(PayloadTooLargeException.class);
      assertSameConnection(nats);
    }
  }

  @Test
  void aMessageThatIsTooLargeForTheServerThatComesFailsAlone(NatsServer server) {
    Recorder recorder = new Recorder();
    server.stop();
    BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      nats.subscribe("limit", byte[].class, (data, message) -> received.add(data));
      nats.publish("limit", new byte[] {1});
      nats.publish("limit", new byte[LIMIT + 1]);
      nats.publish("limit", new byte[] {2});
      server.restart();

      await().atMost(Recorder.PATIENCE).until(() -> received.size() == 2);
      assertThat(received.stream().map(bytes -> (int) bytes[0])).containsExactly(1, 2);
      assertThat(recorder.failure(PayloadTooLargeException.class).size()).isEqualTo(LIMIT + 1);
      assertThat(nats.statistics().lost()).isEqualTo(1);
    }
  }

  private static Message take(BlockingQueue<Message> received) throws InterruptedException {
    Message message = received.poll(Recorder.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(message).isNotNull();
    return message;
  }

  private static void assertTooLarge(int size, ThrowingCallable call) {
    PayloadTooLargeException failure = catchThrowableOfType(PayloadTooLargeException.class, call);
    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(failure.subject()).isEqualTo("limit");
    assertThat(failure.size()).isEqualTo(size);
    assertThat(failure.maxPayload()).isEqualTo(LIMIT);
  }

  private static void assertSameConnection(NatsService nats) {
    assertThat(nats.isConnected()).isTrue();
    assertThat(nats.status().reconnects()).isZero();
  }
}
