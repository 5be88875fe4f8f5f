package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.CredentialsRejectedException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import ai.lixpi.nats.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A11: the callout for clients that come over WebSocket with TLS. */
class WebSocketSignInTest {
  private final Tokens orders = new Tokens("svc:orders");
  private final Tokens stranger = new Tokens("svc:orders");

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String webSocket(int port, TestCertificates certificates) {
    return "\nwebsocket { listen: \"127.0.0.1:%d\", tls { cert_file: \"%s\", key_file: \"%s\" } }\n"
        .formatted(port, certificates.serverCertificate(), certificates.serverKey());
  }

  @ParameterizedTest
  @EnumSource(names = {"NEWEST_SEALED", "OLD_PLAIN"})
  void aServiceSignsInOverWssAndComesBackAndAWrongKeyIsRefused(Kind kind) throws Exception {
    int port = freePort();
    try (TestCertificates certificates = TestCertificates.create();
        CalloutServer callout =
            CalloutServer.start(kind, text -> text + webSocket(port, certificates))) {
      callout.responder(
          callout.config().verifiers(SelfIssuedVerifier.of(orders.mayUse("orders.>"))));
      NatsService service = connecting(callout, port, certificates, orders);
      service.awaitConnected(CalloutServer.LONG);
      service.reply("orders.get", String.class, (id, message) -> "order " + id);
      assertThat(service.request("orders.get", "1", String.class)).isEqualTo("order 1");

      callout.server.kill();
      await().atMost(CalloutServer.LONG).until(() -> !service.isConnected());
      callout.server.restart();
      service.awaitConnected(CalloutServer.LONG);

      assertThat(service.request("orders.get", "2", String.class)).isEqualTo("order 2");
      assertThat(callout.server.monitoring("/connz?auth=1"))
          .contains("\"type\": \"websocket\"")
          .contains("svc:orders");
      NatsService refused = connecting(callout, port, certificates, stranger);
      await()
          .atMost(CalloutServer.LONG)
          .untilAsserted(
              () ->
                  assertThat(refused.status().lastFailure())
                      .containsInstanceOf(CredentialsRejectedException.class));
      assertThat(refused.isConnected()).isFalse();
    }
  }

  private static NatsService connecting(
      CalloutServer callout, int port, TestCertificates certificates, Tokens who) {
    NatsService service =
        callout.closing(
            NatsService.create(
                NatsServiceConfig.builder()
                    .servers("wss://127.0.0.1:" + port)
                    .tlsCaCert(certificates.ca())
                    .nkeySeed(who.seed())
                    .userId(who.userId)
                    .build()));
    service.connect(Duration.ofMillis(1));
    return service;
  }
}
