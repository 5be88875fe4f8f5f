package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@NatsTest
class ReconnectTest {
  private final Recorder recorder = new Recorder();

  @Test
  @DisplayName("CN2 what we publish while the server is down arrives, all of it and in order")
  void messagesPublishedDuringAnOutageArriveInOrder(NatsServer server) {
    List<Integer> received = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      nats.subscribe("n", Integer.class, (n, message) -> received.add(n));
      nats.subscribe("other", Integer.class, (n, message) -> received.add(-n));
      nats.flush(Recorder.PATIENCE);

      server.kill();
      Recorder.awaitState(nats, ConnectionState.RECONNECTING);
      IntStream.range(0, 1_000).forEach(n -> nats.publish("n", n));
      assertThat(nats.statistics().bufferedBytes()).isPositive();
      server.restart();

      Recorder.awaitState(nats, ConnectionState.CONNECTED);
      await().atMost(Recorder.PATIENCE).until(() -> received.size() >= 1_000);
      nats.publish("other", 1);
      await().atMost(Recorder.PATIENCE).until(() -> received.contains(-1));
      assertThat(received)
          .containsExactlyElementsOf(
              IntStream.concat(IntStream.range(0, 1_000), IntStream.of(-1)).boxed().toList());
      assertThat(nats.status().reconnects()).isEqualTo(1);
      assertThat(nats.statistics().bufferedBytes()).isZero();
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.subscriptions()).isEqualTo(2);
    }
    assertThat(recorder.failures).isEmpty();
  }

  @Test
  void aFlushWhoseConnectionIsLostSaysSoAtOnce(NatsServer server) {
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats = NatsService.connect(recorder.config(proxy.url()).build())) {
      nats.awaitConnected(Recorder.PATIENCE);
      proxy.before(Direction.SERVER_TO_CLIENT, "PONG", proxy::cut);

      assertThatThrownBy(() -> nats.flush(Duration.ofMinutes(1)))
          .isInstanceOfSatisfying(
              ConnectionLostException.class,
              e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN))
          .hasMessageContaining("some of it may be lost");
      await().atMost(Recorder.PATIENCE).until(() -> nats.status().reconnects() == 1);
      nats.flush(Recorder.PATIENCE);
    }
  }

  @Test
  @DisplayName("CN3 a link that swallows everything is noticed by pings")
  void halfOpenLinkIsNoticedByPings(NatsServer server) {
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats =
            NatsService.connect(
                recorder
                    .config(proxy.url())
                    .pingInterval(Duration.ofMillis(300))
                    .connectTimeout(Duration.ofMillis(500))
                    .build())) {
      proxy.stall();
      long start = System.nanoTime();
      assertThatThrownBy(() -> nats.request("any", "x", String.class, Duration.ofMillis(200)))
          .isInstanceOf(RequestTimeoutException.class);
      Recorder.awaitState(nats, ConnectionState.RECONNECTING);
      assertThat(ConnectTest.since(start)).isLessThan(Duration.ofSeconds(5));
      assertThatThrownBy(() -> nats.flush(Duration.ofMillis(100)))
          .isInstanceOf(NotConnectedException.class);

      proxy.cut();
      proxy.flow();
      nats.awaitConnected(Recorder.PATIENCE);
    }
  }

  @Test
  @DisplayName("CN3 a frozen server (SIGSTOP) is noticed by pings, and taken back when it thaws")
  void frozenServerIsNoticedByPings(NatsServer server) {
    List<String> received = new CopyOnWriteArrayList<>();
    try (NatsService nats =
        NatsService.connect(
            recorder
                .config(server.url())
                .pingInterval(Duration.ofMillis(300))
                .connectTimeout(Duration.ofMillis(500))
                .build())) {
      nats.subscribe("s", String.class, (text, message) -> received.add(text));
      nats.flush(Recorder.PATIENCE);
      server.pause();
      Recorder.awaitState(nats, ConnectionState.RECONNECTING);
      nats.publish("s", "kept");
      server.resume();
      nats.awaitConnected(Recorder.PATIENCE);
      await().atMost(Recorder.PATIENCE).until(() -> received.contains("kept"));
      await().atMost(Recorder.PATIENCE).until(() -> server.connections() == 1);
      assertThat(server.subscriptions()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("CN2 a link that breaks in the handshake does not cost the connect timeout")
  void linkThatBreaksInTheHandshakeDoesNotCostTheConnectTimeout(NatsServer server) {
    try (FaultProxy proxy = FaultProxy.to(server)) {
      proxy.before(Direction.SERVER_TO_CLIENT, "PONG", proxy::cut);
      try (NatsService nats =
          NatsService.create(
              recorder.config(proxy.url()).connectTimeout(Duration.ofMinutes(1)).build())) {
        nats.awaitConnected(Recorder.PATIENCE);
        assertThat(recorder.firstStatus().failedAttempts()).isEqualTo(1);
        assertThat(recorder.firstStatus().lastFailure().orElseThrow())
            .isInstanceOf(ConnectFailedException.class);

        proxy.before(Direction.SERVER_TO_CLIENT, "PONG", proxy::cut);
        proxy.cut();
        await().atMost(Recorder.PATIENCE).until(() -> nats.status().reconnects() == 1);
        assertThat(proxy.totalConnections()).isEqualTo(4);
      }
    }
  }

  @Test
  @DisplayName("a connection that is closed behind our back is replaced, subscriptions and all")
  void connectionClosedThroughTheRawClientIsReplaced(NatsServer server) throws Exception {
    List<String> received = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      nats.subscribe("s", String.class, (text, message) -> received.add(text));
      nats.getConnection().close();
      await().atMost(Recorder.PATIENCE).until(() -> nats.status().reconnects() == 1);
      nats.publish("s", "again");
      await().atMost(Recorder.PATIENCE).until(() -> received.contains("again"));
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.subscriptions()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("L4 a thousand subscriptions come back, three times over")
  void thousandSubscriptionsComeBack(NatsServer server) {
    thousandSubscriptionsComeBack(server, 3);
  }

  @Test
  @Tag("long")
  @DisplayName("L4 a thousand subscriptions come back, a hundred times over")
  void thousandSubscriptionsComeBackAHundredTimes(NatsServer server) {
    thousandSubscriptionsComeBack(server, 100);
  }

  private void thousandSubscriptionsComeBack(NatsServer server, int times) {
    List<Integer> received = new CopyOnWriteArrayList<>();
    long worst = 0;
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats = NatsService.connect(recorder.config(proxy.url()).build())) {
      for (int i = 0; i < 1_000; i++) {
        nats.subscribe("s." + i, Integer.class, (n, message) -> received.add(n));
      }
      nats.flush(Recorder.PATIENCE);
      Runtime.getRuntime().gc();
      long before = used();
      for (int time = 1; time <= times; time++) {
        int reconnects = time;
        long start = System.nanoTime();
        proxy.cut();
        await()
            .pollInterval(Duration.ofMillis(5))
            .atMost(Recorder.PATIENCE)
            .until(() -> nats.status().reconnects() == reconnects);
        nats.flush(Recorder.PATIENCE);
        worst = Math.max(worst, System.nanoTime() - start);
        await().atMost(Recorder.PATIENCE).until(() -> server.connections() == 1);
        assertThat(server.subscriptions()).isEqualTo(1_000);
        received.clear();
        nats.publish("s.0", 0);
        nats.publish("s.999", 999);
        await().atMost(Recorder.PATIENCE).until(() -> received.size() >= 2);
      }
      Runtime.getRuntime().gc();
      long grown = used() - before;
      System.out.printf(
          "L4: %d x 1,000 subscriptions, worst return %d ms, heap grew by %d KiB%n",
          times, worst / 1_000_000, grown / 1024);
      assertThat(grown).isLessThan(16L << 20);
      assertThat(worst).isLessThan(Recorder.PATIENCE.toNanos());
    }
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
