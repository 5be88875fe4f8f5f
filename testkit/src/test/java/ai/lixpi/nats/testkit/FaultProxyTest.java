package ai.lixpi.nats.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.EchoServer.Client;
import io.nats.client.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // jnats: Connection.close() throws InterruptedException
class FaultProxyTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  private final LeakCheck leaks = LeakCheck.start();
  private final EchoServer echo = new EchoServer();
  private final FaultProxy proxy = echo.proxy();

  @AfterEach
  void stop() {
    proxy.close();
    echo.close();
    leaks.verify();
  }

  @Test
  void clientReachesTheServerThroughTheProxy() throws Exception {
    try (NatsServer server = NatsServer.start();
        FaultProxy link = FaultProxy.to(server);
        Connection client = Clients.connect(link.url())) {
      assertThat(link.url()).isEqualTo("nats://127.0.0.1:" + link.port());
      client.flush(Duration.ofSeconds(5));
      assertThat(link.connectionCount()).isEqualTo(1);
      await().until(() -> link.bytesForwarded(Direction.SERVER_TO_CLIENT) > 100);
      await().until(() -> link.bytesForwarded(Direction.CLIENT_TO_SERVER) > 100);
    }
  }

  @Test
  void tlsGoesThroughTheProxy() throws Exception {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).start();
        FaultProxy link = FaultProxy.to(server);
        Connection client = Clients.connect(link.url(), certificates.clientContext())) {
      assertThat(link.url()).startsWith("tls://");
      client.flush(Duration.ofSeconds(5));
    }
  }

  @Test
  void cutResetsConnectionsAndLetsNewOnesIn() throws Exception {
    try (Client client = new Client(proxy)) {
      assertThat(client.send("one").receive(3)).isEqualTo("one");
      proxy.cut();
      assertThatThrownBy(() -> client.receive(1)).isInstanceOf(SocketException.class);
      await().until(() -> echo.connectionCount() == 0 && proxy.connectionCount() == 0);
    }
    try (Client client = new Client(proxy)) {
      assertThat(client.send("two").receive(3)).isEqualTo("two");
    }
    assertThat(proxy.totalConnections()).isEqualTo(2);
  }

  @Test
  void cutSparesTheConnectionsThatAreMadeBecauseOfIt() throws Exception {
    List<Client> before = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      before.add(new Client(proxy));
      assertThat(before.get(i).send("one").receive(3)).isEqualTo("one");
    }
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<String>> after =
          before.stream().map(client -> threads.submit(() -> echoAfterTheEndOf(client))).toList();
      proxy.cut();
      for (Future<String> echo : after) {
        assertThat(echo.get(20, TimeUnit.SECONDS)).isEqualTo("two");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private String echoAfterTheEndOf(Client client) throws IOException {
    assertThatThrownBy(() -> client.receive(1)).isInstanceOf(SocketException.class);
    client.close();
    try (Client next = new Client(proxy)) {
      return next.send("two").receive(3);
    }
  }

  @Test
  void refusedClientGetsInAgainOnTheSamePort() throws Exception {
    int port = proxy.port();
    try (Client before = new Client(proxy)) {
      assertThat(before.send("one").receive(3)).isEqualTo("one");
      proxy.refuse();
      proxy.refuse();
      assertThatThrownBy(() -> new Client(proxy)).isInstanceOf(ConnectException.class);
      assertThat(before.send("two").receive(3)).as("existing connections stay").isEqualTo("two");
      proxy.accept();
      proxy.accept();
      assertThat(proxy.port()).isEqualTo(port);
      try (Client after = new Client(proxy)) {
        assertThat(after.send("three").receive(5)).isEqualTo("three");
      }
    }
  }

  @Test
  void stalledProxyHoldsBothDirectionsAndDeliversLater() throws Exception {
    try (Client client = new Client(proxy)) {
      assertThat(client.send("one").receive(3)).isEqualTo("one");
      proxy.stall();
      client.send("two");
      assertThatThrownBy(() -> client.patience(SHORT).receive(1))
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(proxy.bytesForwarded(Direction.CLIENT_TO_SERVER)).isEqualTo(3);
      proxy.flow();
      assertThat(client.patience(Duration.ofSeconds(10)).receive(3)).isEqualTo("two");
    }
  }

  @Test
  void stalledProxyLetsNewConnectionsIn() throws Exception {
    proxy.stall();
    try (Client client = new Client(proxy)) {
      client.send("one");
      await().until(() -> echo.totalConnections() == 1);
      assertThatThrownBy(() -> client.patience(SHORT).receive(1))
          .isInstanceOf(SocketTimeoutException.class);
      proxy.flow();
      assertThat(client.patience(Duration.ofSeconds(10)).receive(3)).isEqualTo("one");
    }
  }

  @Test
  void stalledProxyHidesThatTheClientHasGone() throws Exception {
    try (Client client = new Client(proxy)) {
      assertThat(client.send("one").receive(3)).isEqualTo("one");
      proxy.stall();
    }
    assertThat(echo.connectionCount()).isEqualTo(1);
    proxy.flow();
    await().until(() -> echo.connectionCount() == 0);
  }

  @Test
  void stalledProxyCanBeCut() throws Exception {
    try (Client client = new Client(proxy)) {
      assertThat(client.send("one").receive(3)).isEqualTo("one");
      proxy.stall();
      client.send("two");
      proxy.cut();
      assertThatThrownBy(() -> client.receive(1)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void oneDirectionStallsWhileTheOtherFlows() throws Exception {
    try (Client client = new Client(proxy)) {
      assertThat(client.send("one").receive(3)).isEqualTo("one");
      proxy.stall(Direction.SERVER_TO_CLIENT);
      client.send("two");
      await().until(() -> proxy.bytesForwarded(Direction.CLIENT_TO_SERVER) == 6);
      assertThatThrownBy(() -> client.patience(SHORT).receive(1))
          .isInstanceOf(SocketTimeoutException.class);
      proxy.flow();
      assertThat(client.patience(Duration.ofSeconds(10)).receive(3)).isEqualTo("two");
    }
  }

  @Test
  void discardedBytesAreLostForGood() throws Exception {
    try (Client client = new Client(proxy)) {
      assertThat(client.send("one").receive(3)).isEqualTo("one");
      proxy.discard(Direction.CLIENT_TO_SERVER);
      client.send("two");
      assertThatThrownBy(() -> client.patience(SHORT).receive(1))
          .isInstanceOf(SocketTimeoutException.class);
      proxy.flow();
      assertThat(client.patience(Duration.ofSeconds(10)).send("three").receive(5))
          .isEqualTo("three");
    }
  }

  @Test
  void delayAddsLatencyEachWay() throws Exception {
    proxy.delay(Duration.ofMillis(100));
    try (Client client = new Client(proxy)) {
      long start = System.nanoTime();
      assertThat(client.send("one").receive(3)).isEqualTo("one");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(200));
      proxy.delay(Duration.ZERO);
      assertThat(client.send("two").receive(3)).isEqualTo("two");
    }
  }

  @Test
  void delayKeepsOrderAndDoesNotAddUpOverManyChunks() throws Exception {
    byte[] sent = new byte[8 * 1024 * 1024];
    new Random(7).nextBytes(sent);
    proxy.delay(Duration.ofMillis(50));
    try (Client client = new Client(proxy)) {
      long start = System.nanoTime();
      CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> write(client, sent));
      assertThat(client.socket().getInputStream().readNBytes(sent.length)).isEqualTo(sent);
      sender.join();
      // One after another the chunks of one direction alone would take 12 s.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }
  }

  private static void write(Client client, byte[] bytes) {
    try {
      client.out().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void halfCloseIsPassedOn() throws Exception {
    try (Client client = new Client(proxy)) {
      client.send("last words").socket().shutdownOutput();
      assertThat(client.receiveAll()).isEqualTo("last words");
      await().until(() -> proxy.connectionCount() == 0);
    }
  }

  @Test
  void clientOfADeadServerIsReset() throws Exception {
    echo.close();
    try (Client client = new Client(proxy)) {
      InputStream in = client.socket().getInputStream();
      assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
      await().until(() -> proxy.connectionCount() == 0);
    }
  }

  @Test
  void closingTwiceEndsEverything() throws Exception {
    try (Client client = new Client(proxy)) {
      assertThat(client.send("one").receive(3)).isEqualTo("one");
      proxy.close();
      proxy.close();
      proxy.accept();
      assertThatThrownBy(() -> client.receive(1)).isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> new Client(proxy)).isInstanceOf(ConnectException.class);
    }
  }
}
