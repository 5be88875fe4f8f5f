package ai.lixpi.nats.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.EchoServer.Client;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // jnats: Connection.close() throws InterruptedException
class TriggerTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  private final EchoServer echo = new EchoServer();
  private final FaultProxy proxy = echo.proxy();
  private final AtomicInteger fired = new AtomicInteger();

  @AfterEach
  void stop() {
    proxy.close();
    echo.close();
  }

  @Test
  void actionRunsBeforeThePatternIsForwarded() throws Exception {
    Trigger trigger =
        proxy.before(
            Direction.CLIENT_TO_SERVER, "SECOND", () -> proxy.stall(Direction.CLIENT_TO_SERVER));
    try (Client client = new Client(proxy)) {
      client.send("first SECOND third");
      trigger.await(Duration.ofSeconds(10));
      assertThat(client.receive(6)).isEqualTo("first ");
      assertThatThrownBy(() -> client.patience(SHORT).receive(1))
          .isInstanceOf(SocketTimeoutException.class);
      proxy.flow();
      assertThat(client.patience(Duration.ofSeconds(10)).receive(12)).isEqualTo("SECOND third");
    }
  }

  @Test
  void actionRunsAfterThePatternIsForwarded() throws Exception {
    proxy.after(Direction.CLIENT_TO_SERVER, "SECOND", proxy::stall);
    proxy.before(Direction.CLIENT_TO_SERVER, "never", fired::incrementAndGet);
    try (Client client = new Client(proxy)) {
      client.send("first SECOND third");
      await().until(() -> proxy.bytesForwarded(Direction.CLIENT_TO_SERVER) == 12);
      proxy.flow();
      assertThat(client.receive(18)).isEqualTo("first SECOND third");
      assertThat(fired).hasValue(0);
    }
  }

  @Test
  void patternSplitAcrossWritesIsFound() throws Exception {
    Trigger trigger =
        proxy.before(Direction.CLIENT_TO_SERVER, "abababc", () -> fired.incrementAndGet());
    try (Client client = new Client(proxy)) {
      String text = "xabababababc";
      for (int i = 0; i < text.length(); i++) {
        assertThat(trigger.hasFired()).isFalse();
        String one = text.substring(i, i + 1);
        assertThat(client.send(one).receive(1)).isEqualTo(one);
      }
      assertThat(trigger.hasFired()).isTrue();
      assertThat(fired).hasValue(1);
    }
  }

  @Test
  void patternIsNotPutTogetherFromTwoConnections() throws Exception {
    Trigger trigger = proxy.before(Direction.CLIENT_TO_SERVER, "ab", proxy::cut);
    try (Client one = new Client(proxy);
        Client other = new Client(proxy)) {
      assertThat(one.send("a").receive(1)).isEqualTo("a");
      assertThat(other.send("b").receive(1)).isEqualTo("b");
      assertThat(trigger.hasFired()).isFalse();
    }
  }

  @Test
  void actionRunsOnceOnly() throws Exception {
    proxy.before(Direction.SERVER_TO_CLIENT, "go", fired::incrementAndGet);
    try (Client client = new Client(proxy)) {
      assertThat(client.send("go go go").receive(8)).isEqualTo("go go go");
      assertThat(client.send("go").receive(2)).isEqualTo("go");
    }
    assertThat(fired).hasValue(1);
  }

  @Test
  void twoPatternsInOneChunkFireInTheirOrder() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    proxy.before(Direction.CLIENT_TO_SERVER, "two", () -> order.add("two"));
    proxy.after(Direction.CLIENT_TO_SERVER, "one", () -> order.add("one"));
    try (Client client = new Client(proxy)) {
      assertThat(client.send("zero one two").receive(12)).isEqualTo("zero one two");
    }
    assertThat(order).containsExactly("one", "two");
  }

  @Test
  void cutBeforeThePatternDeliversWhatCameFirst() throws Exception {
    proxy.before(Direction.SERVER_TO_CLIENT, "STOP", proxy::cut);
    try (Client client = new Client(proxy)) {
      client.send("STOP");
      assertThatThrownBy(() -> client.receive(1)).isInstanceOf(SocketException.class);
    }
    assertThat(proxy.bytesForwarded(Direction.SERVER_TO_CLIENT)).isZero();
    await().until(() -> proxy.bytesForwarded(Direction.CLIENT_TO_SERVER) == 4);
  }

  @Test
  void emptyPatternIsRefused() {
    assertThatThrownBy(() -> proxy.before(Direction.CLIENT_TO_SERVER, "", proxy::cut))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void waitingForBytesThatNeverPassFails() {
    Trigger trigger = proxy.before(Direction.CLIENT_TO_SERVER, new byte[] {0}, proxy::cut);
    assertThatThrownBy(() -> trigger.await(Duration.ofMillis(20)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("did not pass");
  }

  @Test
  void lostAcknowledgementLeavesTheMessageStored() throws Exception {
    try (NatsServer server = NatsServer.builder().jetStream().start();
        FaultProxy link = FaultProxy.to(server)) {
      try (Connection client = Nats.connect(Clients.options(link.url()).build())) {
        client
            .jetStreamManagement()
            .addStream(StreamConfiguration.builder().name("S").subjects("s").build());
        Trigger lost = link.before(Direction.SERVER_TO_CLIENT, "{\"stream\":\"S\"", link::cut);
        assertThatThrownBy(() -> client.jetStream().publish("s", new byte[] {1}))
            .isInstanceOf(Exception.class);
        assertThat(lost.hasFired()).isTrue();
      }
      assertThat(stored(server)).isEqualTo(1);
    }
  }

  private static long stored(NatsServer server)
      throws IOException, InterruptedException, JetStreamApiException {
    try (Connection client = Clients.connect(server.url())) {
      return client.jetStreamManagement().getStreamInfo("S").getStreamState().getMsgCount();
    }
  }
}
