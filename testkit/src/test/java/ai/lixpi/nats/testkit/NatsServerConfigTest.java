package ai.lixpi.nats.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("try") // jnats: Connection.close() throws InterruptedException
class NatsServerConfigTest {

  @Test
  void tokenIsAskedFor() throws Exception {
    try (NatsServer server = NatsServer.builder().token("open \"sesame\"\\").start()) {
      assertThatThrownBy(() -> Nats.connect(Clients.hasty(server.url()).build()))
          .isInstanceOf(IOException.class);
      assertThat(server.log()).contains("authentication error");
    }
    try (NatsServer server = NatsServer.builder().token("sesame").start()) {
      Nats.connect(Clients.options(server.url()).token("sesame".toCharArray()).build()).close();
    }
  }

  @Test
  void usersAreLetInWithTheirPasswordOnly() throws Exception {
    try (NatsServer server =
        NatsServer.builder().user("ada", "secret").user("bob", "hidden").start()) {
      Nats.connect(Clients.options(server.url()).userInfo("bob", "hidden").build()).close();
      assertThatThrownBy(
              () -> Nats.connect(Clients.hasty(server.url()).userInfo("ada", "hidden").build()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void maxPayloadIsAnnounced() throws Exception {
    try (NatsServer server = NatsServer.builder().maxPayload(2048).start();
        Connection client = Clients.connect(server.url())) {
      assertThat(client.getMaxPayload()).isEqualTo(2048);
    }
  }

  @Test
  void restartWithOtherSettingsKeepsThePort() throws Exception {
    try (NatsServer server = NatsServer.start()) {
      int port = server.port();
      server.restart(changes -> changes.maxPayload(4096).token("sesame"));
      assertThat(server.port()).isEqualTo(port);
      try (Connection client =
          Nats.connect(Clients.options(server.url()).token("sesame".toCharArray()).build())) {
        assertThat(client.getMaxPayload()).isEqualTo(4096);
      }
      server.restore();
      try (Connection client = Clients.connect(server.url())) {
        assertThat(client.getMaxPayload()).isEqualTo(1024 * 1024);
      }
    }
  }

  @Test
  void restoreLeavesAnUntouchedServerAlone() {
    try (NatsServer server = NatsServer.start()) {
      long pid = server.pid();
      server.restore();
      assertThat(server.pid()).isEqualTo(pid);
    }
  }

  @Test
  void reloadTakesNewLinesWithoutARestart() throws Exception {
    try (NatsServer server = NatsServer.builder().config("max_connections: 10").start();
        Connection client = Clients.connect(server.url())) {
      long pid = server.pid();
      server.reload("max_connections: 1");
      assertThat(server.pid()).isEqualTo(pid);
      assertThat(client.getStatus()).isEqualTo(Connection.Status.CONNECTED);
      assertThatThrownBy(() -> Nats.connect(Clients.hasty(server.url()).build()))
          .isInstanceOf(IOException.class);
      server.reload();
    }
  }

  @Test
  void refusedReloadSaysWhy() {
    try (NatsServer server = NatsServer.start()) {
      assertThatThrownBy(() -> server.reload("nonsense {"))
          .isInstanceOf(NatsServerException.class)
          .hasMessageContaining("refused the new configuration")
          .hasMessageContaining("Parse error");
    }
  }

  @Test
  void serverThatEndsAtItsStartReportsItsLog() {
    NatsServerBuilder builder = NatsServer.builder().config("no_such_option: 1");
    assertThatThrownBy(builder::start)
        .isInstanceOf(NatsServerException.class)
        .hasMessageContaining("ended at its start")
        .hasMessageContaining("no_such_option");
  }

  @Test
  void takenPortIsReported() {
    try (NatsServer server = NatsServer.start()) {
      NatsServerBuilder second = NatsServer.builder().port(server.port());
      assertThatThrownBy(second::start).hasMessageContaining("address already in use");
    }
  }

  @Test
  void wholeConfigFileIsRunOnAFreePort() throws Exception {
    String file = "server_name: mine, max_payload: 100, port: 1, jetstream: enabled";
    try (NatsServer server = NatsServer.builder().configFile(file).start();
        Connection client = Clients.connect(server.url())) {
      assertThat(client.getServerInfo().getServerName()).isEqualTo("mine");
      assertThat(client.getMaxPayload()).isEqualTo(100);
      assertThat(client.getServerInfo().isJetStreamAvailable()).isTrue();
    }
  }

  @Test
  void environmentReachesTheServer() throws Exception {
    try (NatsServer server =
            NatsServer.builder().env("LIMIT", "512").config("max_payload: $LIMIT").start();
        Connection client = Clients.connect(server.url())) {
      assertThat(client.getMaxPayload()).isEqualTo(512);
    }
  }

  @Test
  void jetStreamTakesLimits() {
    try (NatsServer server = NatsServer.builder().jetStream("max_file_store: 10MB").start()) {
      assertThat(server.monitoring("/jsz")).contains("\"max_storage\": 10485760");
    }
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void clientThatTrustsTheAuthorityConnectsOverTls(KeyKind kind) throws Exception {
    try (TestCertificates certificates = TestCertificates.builder().keys(kind).create();
        NatsServer server = NatsServer.builder().tls(certificates).start();
        Connection client = Clients.connect(server.url(), certificates.clientContext())) {
      assertThat(server.url()).startsWith("tls://");
      assertThat(client.getServerInfo().isTLSRequired()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void mutualTlsAsksForTheClientsCertificate(KeyKind kind) throws Exception {
    try (TestCertificates certificates = TestCertificates.builder().keys(kind).create();
        NatsServer server = NatsServer.builder().tls(certificates).mutualTls().start()) {
      assertThatThrownBy(
              () ->
                  Nats.connect(
                      Clients.hasty(server.url()).sslContext(certificates.clientContext()).build()))
          .isInstanceOf(IOException.class);
      Clients.connect(server.url(), certificates.clientContextWithCertificate()).close();
    }
  }

  @Test
  void mutualTlsWithoutCertificatesIsRefused() {
    assertThatThrownBy(() -> NatsServer.builder().mutualTls().start())
        .hasMessage("mutualTls() needs certificates; call tls(...) too.");
  }

  @Test
  void serverThatStartsWithTheHandshakeIsRun() throws Exception {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server =
            NatsServer.builder()
                .config(
                    "tls { cert_file: \"%s\", key_file: \"%s\", handshake_first: true }"
                        .formatted(certificates.serverCertificate(), certificates.serverKey()))
                .start()) {
      Nats.connect(
              Clients.options("tls://127.0.0.1:" + server.port())
                  .sslContext(certificates.clientContext())
                  .tlsFirst()
                  .build())
          .close();
    }
  }

  @Test
  void webSocketClientConnects() throws Exception {
    try (NatsServer server = NatsServer.builder().webSocket().start();
        Connection client = Clients.connect(server.webSocketUrl())) {
      assertThat(server.webSocketUrl()).startsWith("ws://127.0.0.1:");
      client.publish(NatsMessage.builder().subject("over.websocket").build());
      client.flush(Duration.ofSeconds(5));
    }
  }

  @Test
  void webSocketWithTlsConnects() throws Exception {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().webSocket().tls(certificates).start();
        Connection client = Clients.connect(server.webSocketUrl(), certificates.clientContext())) {
      assertThat(server.webSocketUrl()).startsWith("wss://127.0.0.1:");
      client.flush(Duration.ofSeconds(5));
    }
  }

  @Test
  void webSocketAddressOfAServerWithoutOneIsRefused() {
    try (NatsServer server = NatsServer.start()) {
      assertThatThrownBy(server::webSocketUrl).hasMessageContaining("webSocket()");
    }
  }

  @Test
  void serverOfThe210LineCanBeRun() throws Exception {
    try (NatsServer server = NatsServer.builder().binary(NatsServerBinary.of210()).start();
        Socket socket = new Socket(server.host(), server.port())) {
      assertThat(server.version()).startsWith("2.10.");
      socket.setSoTimeout(5_000);
      String greeting = new String(socket.getInputStream().readNBytes(300), StandardCharsets.UTF_8);
      assertThat(greeting).contains("\"version\":\"2.10.");
    }
  }
}
