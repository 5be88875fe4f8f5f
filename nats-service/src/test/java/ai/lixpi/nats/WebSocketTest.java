package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.ScriptedServer;
import ai.lixpi.nats.testkit.TestCertificates;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A11. */
class WebSocketTest {
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

  private static void talks(NatsService nats) {
    nats.awaitConnected(Recorder.PATIENCE);
    nats.reply("echo", byte[].class, (data, message) -> data);
    // more than one frame, and more than one read
    assertThat(nats.request("echo", new byte[100_000], byte[].class)).hasSize(100_000);
  }

  private static void talksAndComesBack(NatsServer server, NatsService nats) {
    talks(nats);
    server.kill();
    await().atMost(Recorder.PATIENCE).until(() -> !nats.isConnected());
    server.restart();
    nats.awaitConnected(Recorder.PATIENCE);
    assertThat(nats.request("echo", "again", String.class)).isEqualTo("again");
    assertThat(server.monitoring("/connz")).contains("\"type\": \"websocket\"");
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A11 ws works with a server that offers compression, reconnect included")
  void webSocketWorks(ServerKind kind) {
    try (NatsServer server = NatsServer.builder().binary(kind.binary()).webSocket().start();
        NatsService nats = NatsService.create(recorder.config(server.webSocketUrl()).build())) {
      talksAndComesBack(server, nats);
      assertThat(nats.status().serverUrl()).contains(server.webSocketUrl());
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A11 wss works with a CA of its own, reconnect included")
  void webSocketWithTlsWorks(ServerKind kind) {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server =
            NatsServer.builder().binary(kind.binary()).tls(certificates).webSocket().start();
        NatsService nats =
            NatsService.create(
                recorder.config(server.webSocketUrl()).tlsCaCert(certificates.ca()).build())) {
      talksAndComesBack(server, nats);
    }
  }

  @Test
  @DisplayName("A11 wss works with a client certificate")
  void webSocketWithAClientCertificateWorks() {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).mutualTls().webSocket().start();
        NatsService nats =
            NatsService.create(
                recorder
                    .config(server.webSocketUrl())
                    .tls(
                        TlsOptions.builder()
                            .caCert(certificates.ca())
                            .certificate(certificates.clientCertificate())
                            .key(certificates.clientKey())
                            .build())
                    .build())) {
      talks(nats);
    }
  }

  @Test
  @DisplayName("A11 webSocket() makes a nats URL one of WebSocket, with TLS where it is configured")
  void theSwitchOfTheSiblingsWorks() {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer plain = NatsServer.builder().webSocket().start();
        NatsServer secure = NatsServer.builder().tls(certificates).webSocket().start();
        NatsService first =
            NatsService.create(
                recorder.config(plain.webSocketUrl().replace("ws:", "nats:")).webSocket().build());
        NatsService second =
            NatsService.create(
                recorder
                    .config(secure.webSocketUrl().replace("wss:", "nats:"))
                    .webSocket()
                    .tlsCaCert(certificates.ca())
                    .build())) {
      talks(first);
      talks(second);
      assertThat(second.status().serverUrl()).contains(secure.webSocketUrl());
    }
  }

  @Test
  @DisplayName("A11 path and headers are in the upgrade, through a proxy, on a reconnect too")
  void pathAndHeadersAreInTheUpgrade() {
    try (NatsServer server = NatsServer.builder().webSocket().start();
        ConnectProxy proxy = ConnectProxy.open();
        NatsService nats =
            NatsService.create(
                recorder
                    .config(server.webSocketUrl().replace("127.0.0.1", "localhost") + "/a/b%20c")
                    .jnats(
                        options ->
                            options
                                .proxy(proxy.proxy())
                                .httpRequestInterceptor(
                                    request -> request.getHeaders().add("X-Tenant", "acme")))
                    .build())) {
      talksAndComesBack(server, nats);
      String target = server.webSocketUrl().replace("ws://127.0.0.1", "localhost");
      assertThat(proxy.requests)
          .allSatisfy(request -> assertThat(request).startsWith("CONNECT " + target + " HTTP/1."));
      assertThat(proxy.beginnings)
          .filteredOn(text -> text.startsWith("GET /a/b%20c HTTP/1.1\r\n"))
          .filteredOn(text -> text.contains("\r\nX-Tenant: acme\r\n"))
          .filteredOn(text -> text.contains("\r\nHost: localhost"))
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wss", "tls"})
  @DisplayName("A11 TLS goes through an HTTP proxy and verifies the server behind it")
  void tlsGoesThroughAProxy(String scheme) {
    try (TestCertificates certificates =
            TestCertificates.builder().serverNames("localhost").create();
        NatsServer server = NatsServer.builder().tls(certificates).webSocket().start();
        ConnectProxy proxy = ConnectProxy.open()) {
      String url = scheme.equals("wss") ? server.webSocketUrl() : server.url();
      NatsServiceConfigBuilder config =
          recorder
              .config(url.replace("127.0.0.1", "localhost"))
              .tlsCaCert(certificates.ca())
              .jnats(options -> options.proxy(proxy.proxy()));
      try (NatsService nats = NatsService.create(config.build())) {
        talks(nats);
        assertThat(proxy.requests).isNotEmpty();
      }
      assertThat(FailedAttempt.of(config.servers(url)))
          .hasMessageContaining("TLS failed: the certificate of '127.0.0.1' is for [localhost]");
    }
  }

  @Test
  @DisplayName("A11 a proxy that refuses is named")
  void aProxyThatRefusesIsNamed() {
    try (NatsServer server = NatsServer.builder().webSocket().start();
        ConnectProxy proxy = ConnectProxy.refusing()) {
      assertThat(
              FailedAttempt.of(
                  recorder
                      .config(server.webSocketUrl())
                      .jnats(options -> options.proxy(proxy.proxy()))))
          .isInstanceOf(ConnectFailedException.class)
          .hasMessageContaining("because the proxy localhost/127.0.0.1:")
          .hasMessageContaining("gave no way to it (")
          .hasMessageContaining("403 Forbidden")
          .hasMessageContaining("allows CONNECT to that host and port.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 404 Not Found | its answer was 'HTTP/1.1 404 Not Found'",
        "HTTP/1.1 301 \u0007\u001b[31m | its answer was 'HTTP/1.1 301 ??[31m'",
        "INFO {} | its answer was 'INFO {}'"
      })
  @DisplayName("A11 what refuses the upgrade is named, with its answer")
  void whatRefusesTheUpgradeIsNamed(String answer, String why) {
    try (ScriptedServer server =
        ScriptedServer.start(
            (in, out, client) -> {
              out.write((answer + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
              out.flush();
              ScriptedServer.silence().play(in, out, client);
            })) {
      assertThat(FailedAttempt.of(recorder.config("ws://127.0.0.1:" + server.port())))
          .isInstanceOf(ConnectFailedException.class)
          .hasMessageContaining("because it did not accept the WebSocket upgrade (" + why + ").")
          .hasMessageContaining("Check the port and the path");
    }
  }

  @Test
  @DisplayName("A11 ws where the server wants wss is named")
  void plainWebSocketToATlsPortIsNamed() {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).webSocket().start()) {
      assertThat(FailedAttempt.of(recorder.config(server.webSocketUrl().replace("wss", "ws"))))
          .hasMessageContaining("its answer was 'HTTP/1.0 400 Bad Request'")
          .hasMessageContaining("'wss://' is for TLS");
    }
  }

  @Test
  @DisplayName("A13 credentials in a ws URL are moved out of it, and sign in")
  void credentialsInAWebSocketUrlAreMovedAndSignIn() {
    try (NatsServer server = NatsServer.builder().webSocket().user("bob", "S3CRET p@ss").start();
        NatsService nats =
            NatsService.create(
                recorder
                    .config(
                        server.webSocketUrl().replace("ws://", "ws://bob:S3CRET%20p%40ss@")
                            + "/nats")
                    .build())) {
      talks(nats);
      assertThat(nats.status().serverUrl()).contains(server.webSocketUrl() + "/nats");
      assertThat(nats.getConnection().getServers())
          .allSatisfy(url -> assertThat(url).doesNotContain("S3C"));
    }
    assertThat(recorder.config("wss://t0ken@h/p").build().credentials())
        .isEqualTo(Credentials.token("t0ken"));
  }
}
