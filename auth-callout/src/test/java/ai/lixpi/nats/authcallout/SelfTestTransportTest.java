package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.TlsOptions;
import ai.lixpi.nats.TlsOptionsBuilder;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import ai.lixpi.nats.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The self-test reaches the server as the responder does: by host name, TLS, WebSocket. */
class SelfTestTransportTest {
  private final Tokens orders = new Tokens("svc:orders");

  /** How the server wants to be reached. */
  enum Way {
    PLAIN("nats", ""),
    TLS("tls", ""),
    CLIENT_CERTIFICATE("tls", "verify: true"),
    HANDSHAKE_FIRST("tls", "handshake_first: true"),
    UNVERIFIED("tls", ""),
    WEB_SOCKET("wss", ""),
    WEB_SOCKET_CLIENT_CERTIFICATE("wss", "verify: true");

    private final String scheme;
    private final String wanted;

    Way(String scheme, String wanted) {
      this.scheme = scheme;
      this.wanted = wanted;
    }

    private String block(int port, TestCertificates certificates) {
      if (this == PLAIN) {
        return "";
      }
      String tls =
          "tls { cert_file: \"%s\", key_file: \"%s\", ca_file: \"%s\", %s }"
              .formatted(
                  certificates.serverCertificate(),
                  certificates.serverKey(),
                  certificates.ca(),
                  wanted);
      return scheme.equals("wss")
          ? "websocket { listen: \"127.0.0.1:%d\", %s }\n".formatted(port, tls)
          : tls + "\n";
    }

    private TlsOptions options(TestCertificates certificates) {
      TlsOptionsBuilder options = TlsOptions.builder();
      if (this == UNVERIFIED) {
        return options.insecure().build();
      }
      options.caCert(certificates.ca());
      if (wanted.startsWith("verify")) {
        options.certificate(certificates.clientCertificate()).key(certificates.clientKey());
      }
      return (this == HANDSHAKE_FIRST ? options.handshakeFirst() : options).build();
    }
  }

  static Stream<Arguments> waysAndKinds() {
    return Stream.of(Way.values())
        .flatMap(
            way ->
                Stream.of(Kind.NEWEST_SEALED, Kind.OLD_PLAIN).map(kind -> Arguments.of(way, kind)));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @ParameterizedTest
  @MethodSource("waysAndKinds")
  void passesWhateverTheWay(Way way, Kind kind) throws Exception {
    int webSocket = freePort();
    try (TestCertificates certificates = TestCertificates.create();
        CalloutServer callout =
            CalloutServer.start(kind, text -> text + "\n" + way.block(webSocket, certificates))) {
      int port = way.scheme.equals("wss") ? webSocket : callout.server.port();
      NatsServiceConfig connection =
          NatsServiceConfig.builder()
              .servers(way.scheme + "://localhost:" + port)
              .credentials(Credentials.userPassword("auth", "S3CRET-auth"))
              .build();
      if (way != Way.PLAIN) {
        connection = connection.toBuilder().tls(way.options(certificates)).build();
      }

      assertThat(result(connection, callout.config()))
          .isEqualTo(
              new SelfTest(
                  SelfTest.State.PASSED,
                  "The server asks this responder, and places clients in 'APP'."));
    }
  }

  private SelfTest result(NatsServiceConfig connection, AuthCalloutConfigBuilder config) {
    config.verifiers(SelfIssuedVerifier.of(orders.mayUse("orders.>")));
    try (AuthCallout responder = AuthCallout.start(connection, config.build())) {
      return responder.awaitSelfTest(CalloutServer.LONG);
    }
  }
}
