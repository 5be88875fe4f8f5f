package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.ScriptedServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@NatsTest
class ConnectTest {
  private final Recorder recorder = new Recorder();

  @Test
  @DisplayName("CN1 connect returns within its timeout while the server is down, and goes on")
  void connectReturnsWithinItsTimeoutWhileTheServerIsDown(NatsServer server) {
    server.stop();
    long start = System.nanoTime();
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      assertThat(since(start)).isLessThan(Duration.ofMillis(3_500));
      assertThat(nats.status().state()).isEqualTo(ConnectionState.CONNECTING);
      assertThat(nats.isConnected()).isFalse();

      assertThatThrownBy(() -> nats.awaitConnected(Duration.ofMillis(300)))
          .isInstanceOf(NotConnectedException.class)
          .hasMessageContaining("after 300 ms")
          .hasCauseInstanceOf(ConnectFailedException.class)
          .extracting(failure -> ((NatsServiceException) failure).outcome())
          .isEqualTo(Outcome.NOT_SENT);

      List<String> received = new CopyOnWriteArrayList<>();
      NatsSubscription early =
          nats.subscribe("early", String.class, (text, message) -> received.add(text));
      assertThat(early.isActive()).isFalse();
      nats.publish("early", "kept");

      server.restart();
      nats.awaitConnected(Recorder.PATIENCE);
      await().atMost(Recorder.PATIENCE).untilAsserted(() -> assertThat(early.isActive()).isTrue());
      await()
          .atMost(Recorder.PATIENCE)
          .untilAsserted(() -> assertThat(received).containsExactly("kept"));
      assertThat(server.connections()).isEqualTo(1);
      assertThat(nats.status().reconnects()).isZero();
      assertThat(nats.status().failedAttempts()).isZero();
    }
    // what makes no difference is told once, not for each of the many attempts
    await()
        .atMost(Recorder.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(recorder.states())
                    .containsExactly(
                        ConnectionState.CONNECTING,
                        ConnectionState.CONNECTED,
                        ConnectionState.DRAINING,
                        ConnectionState.CLOSED));
  }

  @Test
  @DisplayName("CN1 who asks while nothing listens learns why, in one sentence")
  void whoAsksWhileNothingListensLearnsWhy(NatsServer server) {
    server.stop();
    try (NatsService nats = NatsService.create(recorder.config(server.url()).build())) {
      String notYet = "connect(timeout) has not been called yet.";
      Duration moment = Duration.ofMillis(200);
      assertThatThrownBy(() -> nats.request("a", "b", String.class, moment))
          .isInstanceOf(NotConnectedException.class)
          .hasMessageEndingWith("there was no connection within 200 ms: " + notYet);
      assertThatThrownBy(nats::getConnection).hasMessageEndingWith(notYet);

      nats.connect(moment);
      await().atMost(Recorder.PATIENCE).until(() -> nats.status().failedAttempts() > 0);
      String refused = "Can't connect to " + server.url() + " (Connection refused): check the";
      assertThatThrownBy(() -> nats.request("a", "b", String.class, moment))
          .isInstanceOf(NotConnectedException.class)
          .hasMessageContaining("there was no connection within 200 ms: " + refused);
      assertThatThrownBy(() -> nats.awaitConnected(moment)).hasMessageContaining(refused);
    } finally {
      server.restore();
    }
  }

  @Test
  @DisplayName("CN1 a host name that is unknown is named so, and told once")
  void anUnknownHostNameIsNamedSoAndToldOnce() {
    String url = "nats://no-such-host.invalid:4222";
    try (CapturedLog log = new CapturedLog();
        NatsService nats =
            NatsService.create(recorder.config(url).maxReconnectAttempts(3).build())) {
      nats.connect(Duration.ofMillis(1));
      // a resolver that can't be reached takes its time
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> nats.status().state() == ConnectionState.CLOSED);
      assertThat(log.lines())
          .filteredOn(line -> line.contains("connection error"))
          .hasSize(1)
          .first(InstanceOfAssertFactories.STRING)
          .contains(
              "Can't connect to " + url + " (the host name 'no-such-host.invalid' is unknown)");
    }
  }

  @Test
  @DisplayName("CN4 a server that accepts and stays silent costs one connect timeout")
  void silentServerCostsOneConnectTimeoutAndTheNextOneIsTried(NatsServer server) {
    try (ScriptedServer silent = ScriptedServer.start(ScriptedServer.silence());
        NatsService nats =
            NatsService.create(
                recorder
                    .config(server.url())
                    .servers(silent.url(), server.url())
                    .jnats(options -> options.noRandomize())
                    .connectTimeout(Duration.ofMillis(700))
                    .build())) {
      nats.awaitConnected(Recorder.PATIENCE);

      assertThat(silent.totalConnections()).isEqualTo(1);
      ConnectionStatus failed = recorder.firstStatus();
      assertThat(failed.failedAttempts()).isEqualTo(1);
      assertThat(failed.lastFailure().orElseThrow())
          .isInstanceOf(ConnectFailedException.class)
          .hasMessageContaining(silent.url())
          .hasMessageContaining("no answer within the connect timeout");
      await().atMost(Recorder.PATIENCE).until(() -> silent.connectionCount() == 0);
    }
  }

  @Test
  @DisplayName("CN4 a server that stalls in the TLS handshake costs one connect timeout")
  void stalledTlsHandshakeEndsWithTheConnectTimeout() {
    LeakCheck leaks = LeakCheck.start();
    String info =
        "INFO {\"server_id\":\"x\",\"version\":\"2.15.1\",\"tls_required\":true,\"max_payload\":1048576}\r\n";
    try (ScriptedServer stalled =
            ScriptedServer.start(
                (in, out, client) -> {
                  out.write(info.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                  out.flush();
                  ScriptedServer.silence().play(in, out, client);
                });
        NatsService nats =
            NatsService.create(
                recorder
                    .config(stalled.url().replace("nats:", "tls:"))
                    .connectTimeout(Duration.ofMillis(500))
                    .build())) {
      nats.connect(Duration.ofMillis(1));
      await().atMost(Recorder.PATIENCE).until(() -> stalled.totalConnections() >= 2);
      ConnectionStatus failed = recorder.firstStatus();
      assertThat(Duration.between(nats.status().since(), java.time.Instant.now()))
          .isGreaterThan(Duration.ofMillis(400))
          .isLessThan(Duration.ofSeconds(6));
      assertThat(failed.lastFailure().orElseThrow()).isInstanceOf(ConnectFailedException.class);
      // the socket of the attempt that was given up is closed, so at most one is open
      await().atMost(Recorder.PATIENCE).until(() -> stalled.connectionCount() <= 1);
      nats.disconnect();
      await().atMost(Recorder.PATIENCE).until(() -> stalled.connectionCount() == 0);
    }
    leaks.verify();
  }

  @Test
  @DisplayName("CN13 after maxReconnectAttempts the service is closed and says why")
  void serviceClosesAfterTheLastAllowedAttempt(NatsServer server) {
    try (NatsService nats =
        NatsService.connect(recorder.config(server.url()).maxReconnectAttempts(3).build())) {
      nats.subscribe("any", String.class, (text, message) -> {});
      assertThat(nats.isConnected()).isTrue();

      server.kill();

      Recorder.awaitState(nats, ConnectionState.CLOSED);
      assertThat(nats.status().failedAttempts()).isEqualTo(3);
      assertThat(nats.status().lastFailure().orElseThrow())
          .isInstanceOf(ServiceClosedException.class)
          .hasMessageContaining("given up after maxReconnectAttempts");
      await()
          .atMost(Recorder.PATIENCE)
          .untilAsserted(() -> assertThat(recorder.states()).endsWith(ConnectionState.CLOSED));

      long start = System.nanoTime();
      assertClosed(() -> nats.publish("any", "x"));
      assertClosed(() -> nats.request("any", "x", String.class));
      assertClosed(() -> nats.subscribe("any", String.class, (text, message) -> {}));
      assertClosed(() -> nats.awaitConnected(Duration.ofSeconds(30)));
      assertClosed(() -> nats.flush(Duration.ofSeconds(30)));
      assertThat(since(start)).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  @DisplayName("CN13 the attempts before the first connection count too")
  void serviceClosesWhenTheFirstAttemptsAreUsedUp(NatsServer server) {
    server.kill();
    try (NatsService nats =
        NatsService.connect(recorder.config(server.url()).maxReconnectAttempts(3).build())) {
      Recorder.awaitState(nats, ConnectionState.CLOSED);
      assertThat(nats.status().failedAttempts()).isEqualTo(3);
      assertClosed(() -> nats.publish("any", "x"));
    }
  }

  private static void assertClosed(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(ServiceClosedException.class)
        .extracting(failure -> ((NatsServiceException) failure).outcome())
        .isEqualTo(Outcome.NOT_SENT);
  }

  @Test
  @DisplayName("CN14 there is one service of a process")
  void thereIsOneServiceOfAProcess(NatsServer server) {
    NatsServiceConfig config = NatsServiceConfig.builder().servers(server.url()).build();
    NatsServiceConfig same = NatsServiceConfig.builder().servers(server.url()).build();
    NatsServiceConfig other = config.toBuilder().name("other").build();

    try (NatsService first = NatsService.init(config)) {
      assertThat(NatsService.init(same)).isSameAs(first);
      assertThat(NatsService.getInstance()).isSameAs(first);
      assertThatThrownBy(() -> NatsService.init(other))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("another configuration");
      assertThat(server.connections()).isEqualTo(1);
    }
    try (NatsService afterClose = NatsService.init(other)) {
      assertThat(NatsService.getInstance()).isSameAs(afterClose);
      assertThat(afterClose.isConnected()).isTrue();
    }
  }

  static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
