package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@NatsTest
class BufferTest {
  private static final int KIB_100 = 100 * 1024;

  private final Recorder recorder = new Recorder();

  @Test
  @DisplayName("CN8 publishing succeeds until 8 MiB are kept, then fails at once")
  void publishingFailsAtOnceWhenTheBufferIsFull(NatsServer server) {
    AtomicInteger received = new AtomicInteger();
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      nats.subscribe("s", byte[].class, (bytes, message) -> received.incrementAndGet());
      nats.flush(Recorder.PATIENCE);
      server.kill();
      Recorder.awaitState(nats, ConnectionState.RECONNECTING);

      int fits = 8 * 1024 * 1024 / (KIB_100 + 65);
      IntStream.range(0, fits).forEach(n -> nats.publish("s", new byte[KIB_100]));
      long start = System.nanoTime();
      assertThatExceptionOfType(BufferFullException.class)
          .isThrownBy(() -> nats.publish("s", new byte[KIB_100]))
          .satisfies(
              full -> {
                assertThat(full.outcome()).isEqualTo(Outcome.NOT_SENT);
                assertThat(full.subject()).isEqualTo("s");
                assertThat(full.limit()).isEqualTo(8L * 1024 * 1024);
              });
      assertThat(ConnectTest.since(start)).isLessThan(Duration.ofSeconds(1));
      assertThat(nats.statistics().bufferedBytes()).isLessThanOrEqualTo(8L * 1024 * 1024);

      server.restart();
      await().atMost(Recorder.PATIENCE).until(() -> received.get() == fits);
      assertThat(nats.statistics().bufferedBytes()).isZero();
      nats.publish("s", new byte[0]);
      await().atMost(Recorder.PATIENCE).until(() -> received.get() == fits + 1);
    }
  }

  @Test
  @DisplayName("CN8 many small messages fit too: the limit is bytes, not a number of messages")
  void hundredThousandSmallMessagesAreKept(NatsServer server) {
    AtomicInteger received = new AtomicInteger();
    List<Integer> outOfOrder = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      nats.subscribe(
          "s",
          Integer.class,
          (n, message) -> {
            if (n != received.getAndIncrement()) {
              outOfOrder.add(n);
            }
          },
          SubscriptionOptions.builder().pendingMessages(200_000).build());
      nats.flush(Recorder.PATIENCE);
      server.kill();
      Recorder.awaitState(nats, ConnectionState.RECONNECTING);
      IntStream.range(0, 100_000).forEach(n -> nats.publish("s", n));
      server.restart();
      await().atMost(Recorder.PATIENCE).until(() -> received.get() == 100_000);
      assertThat(outOfOrder).isEmpty();
    }
  }

  @Test
  @DisplayName("CN9 a kept message that the new server finds too large fails alone")
  void onlyTheMessageThatIsTooLargeIsLost(NatsServer server) {
    List<Integer> received = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      nats.subscribe("s", byte[].class, (bytes, message) -> received.add(bytes.length));
      nats.flush(Recorder.PATIENCE);
      server.kill();
      Recorder.awaitState(nats, ConnectionState.RECONNECTING);
      for (int size : new int[] {1, 2, 3, 5_000, 4, 5, 6}) {
        nats.publish("s", new byte[size]);
      }
      server.restart(settings -> settings.maxPayload(4_096));

      await()
          .atMost(Recorder.PATIENCE)
          .untilAsserted(() -> assertThat(received).containsExactly(1, 2, 3, 4, 5, 6));
      PayloadTooLargeException failure = recorder.failure(PayloadTooLargeException.class);
      assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
      assertThat(failure).hasMessageContaining("'s'").hasMessageContaining("5000");
      assertThat(recorder.failures).hasSize(1);
      assertThat(nats.statistics().lost()).isEqualTo(1);
      assertThat(nats.status().reconnects()).as("the server did not cut us off").isEqualTo(1);
    }
  }

  @Test
  @DisplayName("CN9 a kept message that the client refuses fails alone")
  void onlyTheMessageThatTheClientRefusesIsLost(NatsServer server) {
    List<String> received = new CopyOnWriteArrayList<>();
    try (NatsService nats =
        NatsService.connect(
            recorder
                .config(server.url())
                .jnats(options -> options.maxControlLine(1_024))
                .build())) {
      nats.subscribe("s.>", String.class, (text, message) -> received.add(text));
      nats.flush(Recorder.PATIENCE);
      server.kill();
      Recorder.awaitState(nats, ConnectionState.RECONNECTING);
      nats.publish("s.before", "before");
      nats.publish("s." + "x".repeat(1_500), "too long for the options given");
      nats.publish("s.after", "after");
      server.restart();

      await()
          .atMost(Recorder.PATIENCE)
          .untilAsserted(() -> assertThat(received).containsExactly("before", "after"));
      assertThat(recorder.failure(MessageLostException.class).count()).isEqualTo(1);
      await().atMost(Recorder.PATIENCE).until(nats::isConnected);
    }
  }

  @Test
  @DisplayName("PS8 a link that is cut while the buffer is sent costs no order")
  void cutWhileTheBufferIsSentCostsNoOrder(NatsServer server) {
    List<Integer> received = new CopyOnWriteArrayList<>();
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService witness = NatsService.connect(server.url());
        NatsService nats = NatsService.connect(recorder.config(proxy.url()).build())) {
      witness.subscribe("s.*", Integer.class, (n, message) -> received.add(n));
      witness.flush(Recorder.PATIENCE);
      proxy.refuse();
      proxy.cut();
      Recorder.awaitState(nats, ConnectionState.RECONNECTING);
      IntStream.range(0, 3_000).forEach(n -> nats.publish("s." + n, n));
      proxy.before(Direction.CLIENT_TO_SERVER, "PUB s.700 ", proxy::cut);
      proxy.before(Direction.CLIENT_TO_SERVER, "PUB s.2100 ", proxy::cut);
      proxy.accept();

      await()
          .atMost(Recorder.PATIENCE)
          .until(() -> nats.isConnected() && nats.status().reconnects() >= 2);
      // what was under way when the link was cut may be lost, the last of the buffer included
      AtomicInteger next = new AtomicInteger(3_000);
      await()
          .atMost(Recorder.PATIENCE)
          .until(
              () -> {
                int n = next.getAndIncrement();
                nats.publish("s." + n, n);
                return received.stream().anyMatch(one -> one >= 3_000);
              });
      assertThat(received).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  @DisplayName("flush returns only when what was kept has reached the server")
  void flushWaitsForWhatWasKept(NatsServer server) {
    AtomicInteger received = new AtomicInteger();
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService witness = NatsService.connect(server.url());
        NatsService nats = NatsService.connect(recorder.config(proxy.url()).build())) {
      witness.subscribe("s", byte[].class, (bytes, message) -> received.incrementAndGet());
      witness.flush(Recorder.PATIENCE);
      for (int round = 1; round <= 5; round++) {
        proxy.refuse();
        proxy.cut();
        Recorder.awaitState(nats, ConnectionState.RECONNECTING);
        IntStream.range(0, 200).forEach(n -> nats.publish("s", new byte[10_000]));
        proxy.accept();
        nats.flush(Recorder.PATIENCE);
        witness.flush(Recorder.PATIENCE);
        int expected = 200 * round;
        await()
            .atMost(Duration.ofSeconds(2))
            .untilAsserted(() -> assertThat(received).hasValue(expected));
      }
    }
  }

  @Test
  @DisplayName("messages that a closed service gives up are counted and reported")
  void messagesGivenUpByCloseAreCountedAndReported(NatsServer server) {
    NatsService nats = NatsService.connect(recorder.config(server.url()).build());
    server.kill();
    Recorder.awaitState(nats, ConnectionState.RECONNECTING);
    IntStream.range(0, 10).forEach(n -> nats.publish("s", n));

    DrainResult result = nats.drain(Duration.ofMillis(300));

    assertThat(result.complete()).isFalse();
    assertThat(result.unsent()).isEqualTo(10);
    assertThat(recorder.failure(MessageLostException.class).count()).isEqualTo(10);
    assertThat(nats.statistics().lost()).isEqualTo(10);
  }

  @Test
  @DisplayName("CN9 a kept request that the new server finds too large fails at once")
  void aKeptRequestThatIsTooLargeFailsAtOnce(NatsServer server) {
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      server.kill();
      Recorder.awaitState(nats, ConnectionState.RECONNECTING);
      CompletableFuture<String> large =
          nats.requestAsync("job", "x".repeat(5_000), String.class, Duration.ofMinutes(5));
      server.restart(settings -> settings.maxPayload(4_096));

      NatsServiceException failure = Calling.failure(large);

      assertThat(failure)
          .isInstanceOf(PayloadTooLargeException.class)
          .hasMessageContaining("'job'");
      assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
      assertThat(recorder.failures).as("the caller was told").isEmpty();
      assertThat(nats.statistics().requestsInFlight()).isZero();
    }
  }

  @Test
  @DisplayName("CN9 a request or message that the client refuses fails at once, and typed")
  void aRequestThatTheClientRefusesFailsAtOnce(NatsServer server) {
    String subject = "s." + "x".repeat(1_500);
    try (NatsService nats =
        NatsService.connect(
            recorder
                .config(server.url())
                .jnats(options -> options.maxControlLine(1_024))
                .build())) {
      assertThatExceptionOfType(InvalidSubjectException.class)
          .isThrownBy(() -> nats.publish(subject, "x"));
      assertThatExceptionOfType(InvalidSubjectException.class)
          .isThrownBy(() -> nats.request(subject, "x", String.class));
      server.kill();
      Recorder.awaitState(nats, ConnectionState.RECONNECTING);
      CompletableFuture<String> kept =
          nats.requestAsync(subject, "x", String.class, Duration.ofMinutes(5));
      server.restart();

      NatsServiceException failure = Calling.failure(kept);

      assertThat(failure).isInstanceOf(InvalidSubjectException.class);
      assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
      assertThat(nats.statistics().requestsInFlight()).isZero();
    }
  }
}
