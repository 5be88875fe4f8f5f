package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.ScriptedServer;
import ai.lixpi.nats.testkit.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** S1, S2 and A10: what TLS refuses, and the sentence that says why. */
class TlsRefusalTest {
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

  private static void refused(NatsServiceConfigBuilder config, String... words) {
    assertThat(FailedAttempt.of(config))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageStartingWith("Can't connect to ")
        .hasMessageEndingWith(" The service keeps trying.")
        .hasMessageContainingAll(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls://127.0.0.1:", "tls://localhost:", "nats://localhost:"})
  @DisplayName("S1 a certificate for another host is refused, on every kind of URL")
  void aCertificateForAnotherHostIsRefused(String url) {
    try (TestCertificates certificates =
            TestCertificates.builder().serverNames("elsewhere.example", "10.1.2.3").create();
        NatsServer server = NatsServer.builder().tls(certificates).webSocket().start()) {
      refused(
          recorder.config(url + server.port()).tlsCaCert(certificates.ca()),
          "TLS failed: the certificate of '" + url.replaceAll(".*//|:$", "") + "'",
          "is for [elsewhere.example, 10.1.2.3] and not for this name.",
          "Connect by a name that is in it, or have one issued for this name.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  @DisplayName("S1 a certificate for another host is refused over wss, too")
  void aCertificateForAnotherHostIsRefusedOverWebSocket(String host) {
    try (TestCertificates certificates =
            TestCertificates.builder().serverNames("elsewhere.example").create();
        NatsServer server = NatsServer.builder().tls(certificates).webSocket().start()) {
      refused(
          recorder
              .config(server.webSocketUrl().replace("127.0.0.1", host))
              .tlsCaCert(certificates.ca()),
          "TLS failed: the certificate of '" + host + "' is for [elsewhere.example]");
    }
  }

  @Test
  @DisplayName("S1 a certificate for another host is refused with a context of the caller's own")
  void aContextOfTheCallerVerifiesHostsToo() {
    try (TestCertificates certificates =
            TestCertificates.builder().serverNames("elsewhere.example").create();
        NatsServer server = NatsServer.builder().tls(certificates).start()) {
      String why = "the certificate of '127.0.0.1' is for other names and not for this name";
      refused(
          recorder
              .config(server.url())
              .tls(TlsOptions.builder().sslContext(certificates.clientContext()).build()),
          why);
      refused(
          recorder
              .config(server.url())
              .jnats(options -> options.sslContext(certificates.clientContext())),
          why);
    }
  }

  @Test
  @DisplayName("A10 a certificate with a DNS name only is refused by its address")
  void aDnsNameOnlyIsRefusedByItsAddress() {
    try (TestCertificates certificates =
            TestCertificates.builder().serverNames("localhost").create();
        NatsServer server = NatsServer.builder().tls(certificates).start()) {
      refused(
          recorder.config(server.url()).tlsCaCert(certificates.ca()),
          "the certificate of '127.0.0.1' is for [localhost] and not for this name");
    }
  }

  @Test
  @DisplayName("A10 a wrong CA is refused, that of the JDK included")
  void aWrongCaIsRefused() {
    try (TestCertificates others = TestCertificates.create();
        TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).start()) {
      String why =
          "TLS failed: the certificate of '127.0.0.1' is signed by no authority that is trusted"
              + " here. Give the PEM file of its authority as tlsCaCert (NATS_TLS_CA_CERT).";
      refused(recorder.config(server.url()).tlsCaCert(others.ca()), why);
      refused(recorder.config(server.url()), why);
    }
  }

  @Test
  @DisplayName("A10 an expired certificate is refused")
  void anExpiredCertificateIsRefused() {
    try (TestCertificates certificates = TestCertificates.builder().expired().create();
        NatsServer server = NatsServer.builder().tls(certificates).start()) {
      refused(
          recorder.config(server.url()).tlsCaCert(certificates.ca()),
          "TLS failed: the certificate of '127.0.0.1' expired on 20",
          "Renew it on the server, or correct the clock of this machine.");
    }
  }

  @Test
  @DisplayName("S1, A10 a certificate without the IPv6 address of the URL is refused")
  void aCertificateWithoutTheIpv6AddressIsRefused() {
    try (TestCertificates certificates =
            TestCertificates.builder().serverNames("::2", "127.0.0.1").create();
        NatsServer server = NatsServer.builder().tls(certificates).start();
        Ipv6Relay relay = Ipv6Relay.to(server.port())) {
      refused(
          recorder.config("tls://[::1]:" + relay.port()).tlsCaCert(certificates.ca()),
          "TLS failed: the certificate of '::1' is for [",
          "and not for this name. Connect by a name that is in it");
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A10 a missing client certificate is named, which jnats shows as a timeout")
  void aMissingClientCertificateIsNamed(ServerKind kind) {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server =
            NatsServer.builder()
                .binary(kind.binary())
                .tls(certificates)
                .mutualTls()
                .webSocket()
                .start()) {
      String[] why = {
        "TLS failed: the server '127.0.0.1' asks for a client certificate, and none is given.",
        "Give one with certificate and key of the TlsOptions (NATS_TLS_CERT, NATS_TLS_KEY)."
      };
      refused(recorder.config(server.url()).tlsCaCert(certificates.ca()), why);
      refused(recorder.config(server.webSocketUrl()).tlsCaCert(certificates.ca()), why);
    }
  }

  @Test
  @DisplayName("A10 a client certificate of another authority is named")
  void aClientCertificateOfAnotherAuthorityIsNamed() {
    try (TestCertificates others = TestCertificates.create();
        TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).mutualTls().start()) {
      refused(
          recorder
              .config(server.url())
              .tls(
                  TlsOptions.builder()
                      .caCert(certificates.ca())
                      .certificate(others.clientCertificate())
                      .key(others.clientKey())
                      .build()),
          "asks for a client certificate, and the given one does not suit it.",
          "It wants one that is signed by [CN=testkit CA ");
    }
  }

  @Test
  @DisplayName("A10 a client certificate that the server refuses is named")
  void aClientCertificateThatTheServerRefusesIsNamed() {
    try (TestCertificates certificates = TestCertificates.create();
        TestCertificates old = TestCertificates.builder().expired().create();
        NatsServer server =
            NatsServer.builder()
                .config(
                    "tls { cert_file: \"%s\", key_file: \"%s\", ca_file: \"%s\", verify: true }"
                        .formatted(
                            certificates.serverCertificate(), certificates.serverKey(), old.ca()))
                .start()) {
      refused(
          recorder
              .config("tls://localhost:" + server.port())
              .tls(
                  TlsOptions.builder()
                      .caCert(certificates.ca())
                      .certificate(old.serverCertificate())
                      .key(old.serverKey())
                      .build()),
          "because TLS failed: the server 'localhost' ",
          " the client certificate (",
          "). Give one that is valid and signed by an authority that the server trusts.");
    }
  }

  @Test
  @DisplayName("S2 a plain server is refused when TLS is required, before anything is sent to it")
  void aPlainServerIsRefusedWhenTlsIsRequired() {
    String info =
        "INFO {\"server_id\":\"x\",\"version\":\"2.15.1\",\"headers\":true,\"max_payload\":1048576}\r\n";
    List<String> sent = new CopyOnWriteArrayList<>();
    try (NatsServer server = NatsServer.builder().token("S3CRET").start();
        ScriptedServer listening =
            ScriptedServer.start(
                (in, out, client) -> {
                  out.write(info.getBytes(StandardCharsets.US_ASCII));
                  out.flush();
                  ByteArrayOutputStream heard = new ByteArrayOutputStream();
                  try {
                    in.transferTo(heard);
                  } finally {
                    sent.add(heard.toString(StandardCharsets.ISO_8859_1));
                  }
                })) {
      String why =
          "because the server offers no TLS, but TLS is required here. Nothing was sent to it.";
      refused(recorder.config("tls://127.0.0.1:" + server.port()).token("S3CRET"), why);
      refused(
          recorder.config("nats://127.0.0.1:" + server.port()).tls(TlsOptions.builder().build()),
          why);
      refused(
          recorder
              .config("tls://127.0.0.1:" + server.port())
              .tls(TlsOptions.builder().insecure().build()),
          why);
      refused(recorder.config("tls://127.0.0.1:" + listening.port()).token("S3CRET"), why);
      org.awaitility.Awaitility.await().atMost(Recorder.PATIENCE).until(() -> !sent.isEmpty());
      assertThat(sent).allSatisfy(bytes -> assertThat(bytes).isEmpty());
    }
  }

  @Test
  @DisplayName("S2 a server that requires TLS says so to a client without")
  void aServerThatRequiresTlsSaysSo() {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).start()) {
      refused(
          recorder.config("nats://127.0.0.1:" + server.port()),
          "because the server requires TLS. Write 'tls://'");
    }
  }

  @Test
  @DisplayName("S2 an opentls URL is a configuration error without insecure()")
  void anOpentlsUrlIsAConfigurationError() {
    assertThatThrownBy(() -> recorder.config("opentls://localhost").build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("asks for TLS that trusts every server")
        .hasMessageContaining("or set insecure() in the TlsOptions");
  }

  @Test
  @DisplayName("A10 TLS on one side only is named: handshakeFirst without, and the reverse")
  void handshakeFirstOnOneSideOnlyIsNamed() {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).start();
        NatsServer first =
            NatsServer.builder().config(TlsTest.handshakeFirst(certificates)).start()) {
      refused(
          recorder
              .config(server.url())
              .tls(TlsOptions.builder().caCert(certificates.ca()).handshakeFirst().build()),
          "TLS failed: the server '127.0.0.1' does not answer in TLS. Leave handshakeFirst() out");
      assertThat(
              FailedAttempt.of(
                  recorder.config("tls://127.0.0.1:" + first.port()).tlsCaCert(certificates.ca())))
          .hasMessageContaining(
              "; one with handshake_first needs handshakeFirst() in the TlsOptions");
    }
  }

  @Test
  @DisplayName("A10 a server without TLS 1.3 is refused when that is the minimum")
  void aServerWithoutTheMinimumVersionIsRefused() throws Exception {
    try (TestCertificates certificates = TestCertificates.create();
        SSLServerSocket old =
            (SSLServerSocket)
                certificates
                    .clientContextWithCertificate()
                    .getServerSocketFactory()
                    .createServerSocket(0, 10, java.net.InetAddress.getLoopbackAddress())) {
      old.setEnabledProtocols(new String[] {"TLSv1.2"});
      Thread accepting =
          new Thread(
              () -> {
                while (!old.isClosed()) {
                  try (SSLSocket client = (SSLSocket) old.accept()) {
                    client.startHandshake();
                  } catch (IOException e) {
                    // the client refuses, as it should
                  }
                }
              });
      accepting.start();
      refused(
          recorder
              .config("tls://127.0.0.1:" + old.getLocalPort())
              .tls(
                  TlsOptions.builder()
                      .caCert(certificates.ca())
                      .handshakeFirst()
                      .minimumVersion(TlsVersion.TLS_1_3)
                      .build()),
          "TLS failed: the server '127.0.0.1' has no TLS version or cipher in common with this"
              + " side (TLS 1.3).");
    }
  }
}
