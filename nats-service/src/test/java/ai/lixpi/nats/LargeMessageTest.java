package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.TestCertificates;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Large messages among small ones, whose payloads go past jnats. */
class LargeMessageTest {
  private static final int MESSAGES = 150;

  private final Recorder recorder = new Recorder();

  private static byte[] payload(int number) {
    Random random = new Random(number);
    int size = number % 3 == 0 ? random.nextInt(200) : 65_000 + random.nextInt(200_000);
    byte[] payload = new byte[size];
    random.nextBytes(payload);
    return payload;
  }

  private void allArrive(NatsService sender, NatsService receiver) throws Exception {
    sender.awaitConnected(Recorder.PATIENCE);
    receiver.awaitConnected(Recorder.PATIENCE);
    Connection jnats = receiver.getConnection();
    BlockingQueue<byte[]> typed = new LinkedBlockingQueue<>();
    BlockingQueue<Message> raw = new LinkedBlockingQueue<>();
    receiver.subscribe("large", byte[].class, (data, message) -> typed.add(data));
    Dispatcher theirs = jnats.createDispatcher(raw::add);
    theirs.subscribe("large");
    receiver.flush(Recorder.PATIENCE);
    long before = jnats.getStatistics().getInBytes();

    long sent = 0;
    for (int i = 0; i < MESSAGES; i++) {
      byte[] payload = payload(i);
      sent += payload.length;
      sender.publish("large", payload);
    }

    for (int i = 0; i < MESSAGES; i++) {
      byte[] expected = payload(i);
      assertThat(typed.poll(30, TimeUnit.SECONDS)).as("message %d", i).isEqualTo(expected);
      Message message = raw.poll(30, TimeUnit.SECONDS);
      assertThat(message).isNotNull();
      assertThat(message.getData()).as("message %d to jnats", i).isEqualTo(expected);
    }
    assertThat(jnats.getStatistics().getInBytes() - before).isGreaterThan(2 * sent);
  }

  @Test
  void theyArriveOverTcp() throws Exception {
    try (NatsServer server = NatsServer.builder().start();
        NatsService sender = NatsService.create(recorder.config(server.url()).build());
        NatsService receiver = NatsService.create(recorder.config(server.url()).build())) {
      allArrive(sender, receiver);
    }
  }

  @Test
  void theyArriveOverTls() throws Exception {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).start();
        NatsService sender =
            NatsService.create(recorder.config(server.url()).tlsCaCert(certificates.ca()).build());
        NatsService receiver =
            NatsService.create(
                recorder.config(server.url()).tlsCaCert(certificates.ca()).build())) {
      allArrive(sender, receiver);
    }
  }

  @Test
  void theyArriveOverWebSocket() throws Exception {
    try (NatsServer server = NatsServer.builder().webSocket().start();
        NatsService sender = NatsService.create(recorder.config(server.webSocketUrl()).build());
        NatsService receiver = NatsService.create(recorder.config(server.webSocketUrl()).build())) {
      allArrive(sender, receiver);
    }
  }

  @Test
  void requestsAndRepliesAreWhole() {
    try (NatsServer server = NatsServer.builder().start();
        NatsService nats = NatsService.create(recorder.config(server.url()).build())) {
      nats.awaitConnected(Recorder.PATIENCE);
      nats.reply("echo", byte[].class, (data, message) -> data);
      for (int i = 0; i < 100; i++) {
        byte[] payload = payload(i);
        assertThat(nats.request("echo", payload, byte[].class)).isEqualTo(payload);
      }
    }
  }
}
