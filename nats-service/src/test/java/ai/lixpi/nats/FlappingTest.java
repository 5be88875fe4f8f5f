package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Dispatcher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@NatsTest
class FlappingTest {
  private static final Duration PERIOD = Duration.ofMillis(200);

  private final Recorder recorder = new Recorder();

  @Test
  @DisplayName("CN12 a link that is cut every 200 ms for 8 s leaves everything in order")
  void flappingLinkLeavesEverythingInOrder(NatsServer server) {
    flap(server, Duration.ofSeconds(8));
  }

  @Test
  @Tag("long")
  @DisplayName("CN12 a link that is cut every 200 ms for a minute leaves everything in order")
  void linkThatFlapsForAMinuteLeavesEverythingInOrder(NatsServer server) {
    flap(server, Duration.ofSeconds(60));
  }

  private void flap(NatsServer server, Duration duration) {
    List<Integer> received = new CopyOnWriteArrayList<>();
    AtomicInteger published = new AtomicInteger();
    AtomicInteger cuts = new AtomicInteger();
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats = NatsService.connect(recorder.config(proxy.url()).build())) {
      for (int i = 0; i < 20; i++) {
        nats.subscribe("idle." + i, String.class, (text, message) -> {});
      }
      nats.subscribe("n", Integer.class, (n, message) -> received.add(n));
      nats.reply("echo", Integer.class, (n, message) -> n);
      long end = System.nanoTime() + duration.toNanos();
      // the condition never holds before the end: the awaiting itself is the clock of the cuts
      await()
          .pollDelay(PERIOD)
          .pollInterval(PERIOD)
          .atMost(duration.plusSeconds(30))
          .until(
              () -> {
                proxy.cut();
                cuts.incrementAndGet();
                nats.publish("n", published.incrementAndGet());
                return System.nanoTime() > end;
              });

      await().atMost(Recorder.PATIENCE).until(nats::isConnected);
      assertThat(nats.request("echo", 7, Integer.class, Recorder.PATIENCE)).isEqualTo(7);
      await().atMost(Recorder.PATIENCE).until(() -> server.connections() == 1);
      await().atMost(Recorder.PATIENCE).until(() -> server.subscriptions() == 23);
      nats.publish("n", -1);
      await().atMost(Recorder.PATIENCE).until(() -> received.contains(-1));
      assertThat(received.subList(0, received.size() - 1)).isSorted().doesNotHaveDuplicates();
      assertInOrder(nats.status().reconnects());
      assertThat(nats.status().reconnects()).isBetween(cuts.get() / 2L, (long) cuts.get());
    }
  }

  /** Connected and reconnecting take turns, and what the listener was told fits the count. */
  private void assertInOrder(long reconnects) {
    await()
        .atMost(Recorder.PATIENCE)
        .untilAsserted(() -> assertThat(recorder.states()).endsWith(ConnectionState.CONNECTED));
    List<ConnectionStatus> changes = List.copyOf(recorder.statuses);
    List<ConnectionState> states =
        IntStream.range(0, changes.size())
            .filter(i -> i == 0 || changes.get(i).state() != changes.get(i - 1).state())
            .mapToObj(i -> changes.get(i).state())
            .toList();
    assertThat(states).startsWith(ConnectionState.CONNECTED);
    assertThat(states.stream().filter(state -> state == ConnectionState.CONNECTED).count())
        .isEqualTo(reconnects + 1);
    assertThat(changes).extracting(ConnectionStatus::reconnects).isSorted();
    assertThat(changes).extracting(ConnectionStatus::since).isSorted();
  }

  @Test
  @DisplayName("CN12 a link cut while subscriptions are sent again does not leave the service deaf")
  void cutWhileSubscriptionsAreSentAgainIsNoticed(NatsServer server) {
    List<String> received = new CopyOnWriteArrayList<>();
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats =
            NatsService.connect(
                recorder.config(proxy.url()).pingInterval(Duration.ofMinutes(5)).build())) {
      nats.subscribe("s", String.class, (text, message) -> received.add(text));
      // so many that sending them again takes longer than noticing the cut
      Dispatcher many = nats.getConnection().createDispatcher();
      IntStream.range(0, 30_000).forEach(i -> many.subscribe("many." + i, message -> {}));
      nats.flush(Recorder.PATIENCE);

      for (int round = 1; round <= 4; round++) {
        long before = proxy.totalConnections();
        proxy.before(Direction.CLIENT_TO_SERVER, "SUB ", proxy::cut);
        proxy.cut();
        await().atMost(Recorder.PATIENCE).until(() -> proxy.totalConnections() >= before + 2);
        await()
            .atMost(Recorder.PATIENCE)
            .ignoreException(ConditionTimeoutException.class) // of the await within
            .untilAsserted(
                () -> {
                  received.clear();
                  nats.publish("s", "heard");
                  await()
                      .atMost(Duration.ofSeconds(1))
                      .untilAsserted(() -> assertThat(received).contains("heard"));
                });
        await().atMost(Recorder.PATIENCE).until(() -> server.connections() == 1);
      }
      await().atMost(Recorder.PATIENCE).until(() -> server.subscriptions() == 30_001);
    }
  }
}
