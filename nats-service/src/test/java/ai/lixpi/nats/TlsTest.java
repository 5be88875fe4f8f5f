package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.KeyKind;
import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.NatsServerBinary;
import ai.lixpi.nats.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A10: what connects by TLS. What must not is in {@link TlsRefusalTest}. */
class TlsTest {
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

  private void talks(NatsServer server, NatsServiceConfigBuilder config) {
    try (NatsService nats = NatsService.create(config.build())) {
      talks(server, nats);
    }
  }

  private void talks(NatsServer server, NatsService nats) {
    nats.awaitConnected(Recorder.PATIENCE);
    nats.reply("echo", String.class, (text, message) -> text);
    assertThat(nats.request("echo", "hi", String.class)).isEqualTo("hi");
    assertThat(server.monitoring("/connz")).contains("\"tls_version\"");
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  @DisplayName("A10 a CA from a PEM file is trusted, whatever key the server has")
  void aCaFromAPemFileIsTrusted(KeyKind kind) {
    try (TestCertificates certificates = TestCertificates.builder().keys(kind).create();
        NatsServer server = NatsServer.builder().tls(certificates).start()) {
      talks(server, recorder.config(server.url()).tlsCaCert(certificates.ca()));
    }
  }

  @Test
  @DisplayName("A10 tlsCaCert requires TLS for nats:// too, and the connection comes back")
  void aReconnectUsesTlsAgain() {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).start();
        NatsService nats =
            NatsService.create(
                recorder
                    .config("nats://127.0.0.1:" + server.port())
                    .tlsCaCert(certificates.ca())
                    .build())) {
      talks(server, nats);
      server.kill();
      await().atMost(Recorder.PATIENCE).until(() -> !nats.isConnected());
      server.restart();
      talks(server, nats);
      assertThat(nats.status().reconnects()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("A10 a bundle with several CAs and text between them is trusted")
  void aBundleIsTrusted(@TempDir Path folder) throws IOException {
    try (TestCertificates other = TestCertificates.create();
        TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).start()) {
      Path bundle = folder.resolve("bundle.pem");
      Files.writeString(
          bundle,
          "# The other one: -----\n"
              + Files.readString(other.ca())
              + "\nOurs\n====\n"
              + Files.readString(certificates.ca()).replace("\n", "\r\n"));
      talks(server, recorder.config(server.url()).tlsCaCert(bundle));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls://localhost", "localhost", "nats://localhost"})
  @DisplayName("A10 a certificate with a DNS name only connects by that name")
  void aDnsNameOnlyIsEnough(String url) {
    try (TestCertificates certificates =
            TestCertificates.builder().serverNames("localhost").create();
        NatsServer server = NatsServer.builder().tls(certificates).start()) {
      talks(server, recorder.config(url + ":" + server.port()).tlsCaCert(certificates.ca()));
    }
  }

  @Test
  @DisplayName("A10 an address in the certificate connects by that address")
  void anAddressInTheCertificateIsEnough() {
    try (TestCertificates certificates =
            TestCertificates.builder().serverNames("127.0.0.1").create();
        NatsServer server = NatsServer.builder().tls(certificates).start()) {
      talks(server, recorder.config(server.url()).tlsCaCert(certificates.ca()));
    }
  }

  @Test
  @DisplayName("A10 an IPv6 address in the certificate connects by that address")
  void anIpv6AddressInTheCertificateIsEnough() {
    try (TestCertificates certificates = TestCertificates.builder().serverNames("::1").create();
        NatsServer server = NatsServer.builder().tls(certificates).start();
        Ipv6Relay relay = Ipv6Relay.to(server.port())) {
      String url = "tls://[::1]:" + relay.port();
      try (NatsService nats =
          NatsService.create(recorder.config(url).tlsCaCert(certificates.ca()).build())) {
        talks(server, nats);
        assertThat(nats.status().serverUrl()).contains(url);
      }
    }
  }

  static Stream<Arguments> clientKeys() {
    return Stream.of(
        Arguments.of(KeyKind.RSA, "PKCS#8", false),
        Arguments.of(KeyKind.EC, "PKCS#8", false),
        Arguments.of(KeyKind.ED25519, "PKCS#8", false),
        Arguments.of(KeyKind.RSA, "PKCS#1", true));
  }

  @ParameterizedTest(name = "A10 mutual TLS with {0} in {1}")
  @MethodSource("clientKeys")
  void mutualTlsWorks(KeyKind kind, String format, boolean traditional) {
    try (TestCertificates certificates = TestCertificates.builder().keys(kind).create();
        NatsServer server = NatsServer.builder().tls(certificates).mutualTls().start()) {
      talks(
          server,
          recorder
              .config(server.url())
              .tls(
                  TlsOptions.builder()
                      .caCert(certificates.ca())
                      .certificate(certificates.clientCertificate())
                      .key(
                          traditional
                              ? certificates.clientKeyTraditional()
                              : certificates.clientKey())
                      .build()));
    }
  }

  @Test
  @DisplayName("A10 on nats-server 2.10 mutual TLS works too")
  void mutualTlsWorksOn210() {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server =
            NatsServer.builder()
                .binary(NatsServerBinary.of210())
                .tls(certificates)
                .mutualTls()
                .start()) {
      talks(server, recorder.config(server.url()).tls(mutual(certificates)));
    }
  }

  private static TlsOptions mutual(TestCertificates certificates) {
    return TlsOptions.builder()
        .caCert(certificates.ca())
        .certificate(certificates.clientCertificate())
        .key(certificates.clientKey())
        .build();
  }

  @Test
  @DisplayName("A10 files that are replaced are used from the next connection on")
  void replacedFilesAreUsed(@TempDir Path folder) throws IOException {
    try (TestCertificates first = TestCertificates.create();
        TestCertificates second = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(first).mutualTls().start()) {
      Path ca = folder.resolve("ca.pem");
      Path certificate = folder.resolve("client.pem");
      Path key = folder.resolve("client-key.pem");
      Consumer<TestCertificates> copy =
          from -> {
            replace(from.ca(), ca);
            replace(from.clientCertificate(), certificate);
            replace(from.clientKey(), key);
          };
      copy.accept(first);
      TlsOptions options =
          TlsOptions.builder().caCert(ca).certificate(certificate).key(key).build();
      try (NatsService nats =
          NatsService.create(recorder.config(server.url()).tls(options).build())) {
        talks(server, nats);
        server.stop();
        copy.accept(second);
        server.restart(changed -> changed.tls(second));
        talks(server, nats);
      }
    }
  }

  @Test
  @DisplayName("A10 files that are garbled for a while are not used, the last good ones are")
  void garbledFilesAreNotUsed(@TempDir Path folder) throws IOException {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).start()) {
      Path ca = folder.resolve("ca.pem");
      replace(certificates.ca(), ca);
      try (CapturedLog log = new CapturedLog();
          NatsService nats =
              NatsService.create(recorder.config(server.url()).tlsCaCert(ca).build())) {
        talks(server, nats);
        server.stop();
        Files.writeString(ca, "half a fi");
        server.restart();
        talks(server, nats);
        assertThat(log.lines())
            .anySatisfy(
                line ->
                    assertThat(line)
                        .startsWith("WARN NATS -> TLS goes on with the files as they were before: ")
                        .endsWith("It holds no certificate."));
      }
    }
  }

  private static void replace(Path from, Path to) {
    try {
      Path beside = to.resolveSibling("new");
      Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
      Files.move(beside, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("A10 TLS 1.3 is used, alone when it is the minimum")
  void tls13IsUsed() {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).start();
        NatsService nats =
            NatsService.connect(
                recorder
                    .config(server.url())
                    .tls(
                        TlsOptions.builder()
                            .caCert(certificates.ca())
                            .minimumVersion(TlsVersion.TLS_1_3)
                            .build())
                    .build())) {
      talks(server, nats);
      assertThat(server.monitoring("/connz")).contains("\"tls_version\": \"1.3\"");
    }
  }

  @Test
  @DisplayName("A10 TLS 1.2 is used when one side knows no newer one, here the caller's context")
  void tls12IsUsed() throws GeneralSecurityException, IOException {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).start();
        NatsService nats =
            NatsService.connect(
                recorder
                    .config(server.url())
                    .tls(TlsOptions.builder().sslContext(tls12(certificates)).build())
                    .build())) {
      talks(server, nats);
      assertThat(server.monitoring("/connz")).contains("\"tls_version\": \"1.2\"");
    }
  }

  static SSLContext tls12(TestCertificates certificates)
      throws GeneralSecurityException, IOException {
    java.security.KeyStore store = java.security.KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (java.io.InputStream in = Files.newInputStream(certificates.ca())) {
      store.setCertificateEntry(
          "ca", java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLSv1.2");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  @DisplayName("A10 handshakeFirst works on a server with handshake_first, reconnect included")
  void handshakeFirstWorks() {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().config(handshakeFirst(certificates)).start();
        NatsService nats =
            NatsService.create(
                recorder
                    .config("tls://localhost:" + server.port())
                    .tls(TlsOptions.builder().caCert(certificates.ca()).handshakeFirst().build())
                    .build())) {
      talks(server, nats);
      server.kill();
      await().atMost(Recorder.PATIENCE).until(() -> !nats.isConnected());
      server.restart();
      talks(server, nats);
    }
  }

  static String handshakeFirst(TestCertificates certificates) {
    return "tls { cert_file: \"%s\", key_file: \"%s\", handshake_first: true }"
        .formatted(certificates.serverCertificate(), certificates.serverKey());
  }

  @Test
  @DisplayName("A10 a caller's own context works, with its client certificate")
  void aContextOfTheCallerWorks() {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).mutualTls().start()) {
      SSLContext context = certificates.clientContextWithCertificate();
      talks(
          server,
          recorder.config(server.url()).tls(TlsOptions.builder().sslContext(context).build()));
      talks(server, recorder.config(server.url()).jnats(options -> options.sslContext(context)));
    }
  }

  @Test
  @DisplayName("S2 insecure() believes any server, and is warned about")
  void insecureBelievesAnyServerAndIsWarnedAbout() {
    try (TestCertificates certificates =
            TestCertificates.builder().serverNames("elsewhere.example").expired().create();
        NatsServer server = NatsServer.builder().tls(certificates).start();
        CapturedLog log = new CapturedLog()) {
      TlsOptions insecure = TlsOptions.builder().insecure().build();
      talks(server, recorder.config(server.url()).tls(insecure));
      talks(server, recorder.config("opentls://localhost:" + server.port()).tls(insecure));
      assertThat(log.lines())
          .contains(
              "WARN NATS -> TLS is insecure: neither the certificates nor the host names of servers"
                  + " are verified. Leave insecure() out in production.");
    }
  }
}
