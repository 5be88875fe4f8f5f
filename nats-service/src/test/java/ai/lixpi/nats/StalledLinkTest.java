package ai.lixpi.nats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.ScriptedServer;
import ai.lixpi.nats.testkit.TestCertificates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CN4 and S7 for TLS and WebSocket: what stalls or talks nonsense costs one connect timeout. Bare
 * jnats waits for ever in the handshakes of wss and ws.
 */
class StalledLinkTest {
  private static final Duration TIMEOUT = Duration.ofMillis(600);
  private static final Duration LATE = Duration.ofSeconds(6);
  private static final TlsOptions INSECURE = TlsOptions.builder().insecure().build();

  private static LeakCheck leaks = LeakCheck.start();

  private final Recorder recorder = new Recorder();

  @BeforeAll
  static void noteWhatThereIs() {
    leaks = LeakCheck.start();
  }

  @AfterAll
  static void nothingIsLeftBehind() {
    leaks.verify();
  }

  private NatsServiceConfigBuilder config(String url) {
    return recorder.config(url).connectTimeout(TIMEOUT);
  }

  private static void fails(NatsServiceConfigBuilder config, String why) {
    long start = System.nanoTime();
    assertThat(FailedAttempt.of(config))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageContaining(why);
    assertThat(ConnectTest.since(start)).isLessThan(LATE);
  }

  @Test
  @DisplayName("CN4 a TLS handshake of wss that stalls ends with the connect timeout")
  void stalledTlsOfWebSocketEnds() {
    try (ScriptedServer stalled = ScriptedServer.start(ScriptedServer.silence())) {
      fails(
          config("wss://127.0.0.1:" + stalled.port()),
          "the TLS handshake did not finish within the connect timeout");
      await().atMost(Recorder.PATIENCE).until(() -> stalled.connectionCount() == 0);
    }
  }

  @Test
  @DisplayName("CN4 a TLS handshake that comes first and stalls ends with the connect timeout")
  void stalledTlsThatComesFirstEnds() {
    try (ScriptedServer stalled = ScriptedServer.start(ScriptedServer.silence())) {
      fails(
          config("tls://127.0.0.1:" + stalled.port())
              .tls(TlsOptions.builder().handshakeFirst().build()),
          "the TLS handshake did not finish within the connect timeout");
      await().atMost(Recorder.PATIENCE).until(() -> stalled.connectionCount() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 101 Switching"})
  @DisplayName("CN4 a WebSocket upgrade that stalls ends with the connect timeout")
  void stalledUpgradeEnds(String beginning) {
    try (ScriptedServer stalled =
        ScriptedServer.start(
            (in, out, client) -> {
              out.write(beginning.getBytes(ISO_8859_1));
              out.flush();
              ScriptedServer.silence().play(in, out, client);
            })) {
      fails(
          config("ws://127.0.0.1:" + stalled.port()),
          "the WebSocket upgrade did not finish within the connect timeout");
      await().atMost(Recorder.PATIENCE).until(() -> stalled.connectionCount() == 0);
    }
  }

  @Test
  @DisplayName("CN4 an upgrade that trickles ends with the connect timeout, byte after byte")
  void tricklingUpgradeEnds() {
    try (ScriptedServer trickling =
        ScriptedServer.start(
            (in, out, client) -> {
              while (true) {
                out.write('H');
                out.flush();
                TimeUnit.MILLISECONDS.sleep(20);
              }
            })) {
      fails(
          config("ws://127.0.0.1:" + trickling.port()),
          "the WebSocket upgrade did not finish within the connect timeout");
    }
  }

  @Test
  @DisplayName("CN4 an upgrade that stalls behind TLS ends with the connect timeout")
  void stalledUpgradeBehindTlsEnds() {
    try (TestCertificates certificates = TestCertificates.create();
        ScriptedServer stalled =
            ScriptedServer.start(
                (in, out, client) -> {
                  SSLSocket tls =
                      (SSLSocket)
                          certificates
                              .clientContextWithCertificate()
                              .getSocketFactory()
                              .createSocket(client, null, client.getPort(), true);
                  tls.setUseClientMode(false);
                  tls.startHandshake();
                  ScriptedServer.silence()
                      .play(tls.getInputStream(), tls.getOutputStream(), client);
                })) {
      fails(
          config("wss://127.0.0.1:" + stalled.port())
              .connectTimeout(Duration.ofMillis(1_500))
              .tls(INSECURE),
          "the WebSocket upgrade did not finish within the connect timeout");
      await().atMost(Recorder.PATIENCE).until(() -> stalled.connectionCount() == 0);
    }
  }

  @Test
  @DisplayName("CN4 a proxy that accepts and stays silent costs one connect timeout")
  void silentProxyCostsOneConnectTimeout() {
    try (ScriptedServer stalled = ScriptedServer.start(ScriptedServer.silence())) {
      Proxy proxy =
          new Proxy(
              Proxy.Type.HTTP,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), stalled.port()));
      fails(
          config("ws://nats.example.com").jnats(options -> options.proxy(proxy)),
          "because the proxy localhost/127.0.0.1:" + stalled.port() + " gave no way to it (");
      await().atMost(Recorder.PATIENCE).until(() -> stalled.connectionCount() == 0);
    }
  }

  @Test
  @DisplayName("CN4 the next server is tried after one that stalls")
  void theNextServerIsTried() {
    try (ScriptedServer stalled = ScriptedServer.start(ScriptedServer.silence());
        NatsServer server = NatsServer.builder().webSocket().start();
        NatsService nats =
            NatsService.create(
                config(server.webSocketUrl())
                    .servers("ws://127.0.0.1:" + stalled.port(), server.webSocketUrl())
                    .jnats(options -> options.noRandomize())
                    .build())) {
      nats.awaitConnected(Recorder.PATIENCE);
      assertThat(nats.status().serverUrl()).contains(server.webSocketUrl());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wss", "tls"})
  @DisplayName("S7 random bytes in place of a handshake fail the attempt")
  void randomBytesFailTheAttempt(String scheme) {
    byte[] bytes = new byte[100_000];
    new Random(7).nextBytes(bytes);
    try (ScriptedServer hostile =
        ScriptedServer.start(
            (in, out, client) -> {
              out.write(bytes);
              out.flush();
              ScriptedServer.silence().play(in, out, client);
            })) {
      fails(
          config(scheme + "://127.0.0.1:" + hostile.port())
              .tls(TlsOptions.builder().handshakeFirst().build()),
          "Can't connect to");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "x: y\r\n"})
  @DisplayName("S7 an upgrade with headers without end fails the attempt")
  void endlessHeadersFailTheAttempt(String part) {
    byte[] junk = part.repeat(4_096).getBytes(ISO_8859_1);
    try (ScriptedServer hostile =
        ScriptedServer.start(
            (in, out, client) -> {
              out.write("HTTP/1.1 101 Switching Protocols\r\n".getBytes(ISO_8859_1));
              while (true) {
                out.write(junk);
              }
            })) {
      fails(config("ws://127.0.0.1:" + hostile.port()), "the WebSocket upgrade");
    }
  }
}
