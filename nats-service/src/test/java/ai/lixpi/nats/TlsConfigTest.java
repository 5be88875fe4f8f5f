package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.testkit.KeyKind;
import ai.lixpi.nats.testkit.TestCertificates;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A10 and S2: what is wrong with a TLS configuration is said when it is built. */
class TlsConfigTest {
  private static final TestCertificates CERTIFICATES = TestCertificates.create();
  private static final String CONVERTS =
      "openssl pkcs8 -topk8 -nocrypt -in key.pem -out key-pkcs8.pem";

  @TempDir Path folder;

  @AfterAll
  static void deleteFiles() {
    CERTIFICATES.close();
  }

  private static void refused(Consumer<TlsOptionsBuilder> options, String... words) {
    TlsOptionsBuilder builder = TlsOptions.builder();
    options.accept(builder);
    NatsServiceConfigBuilder config = NatsServiceConfig.builder().tls(builder.build());
    assertThatThrownBy(config::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(words)
        .hasMessageEndingWith(".");
  }

  @ParameterizedTest
  @CsvSource({
    "tls://a, nats://b, nats://b:4222",
    "wss://a, ws://b, ws://b:80",
    "nats://a, wss://b, nats://a:4222",
    "ws://a, tls://b, ws://a:80"
  })
  @DisplayName("S2 servers with and without TLS in one list are refused")
  void mixedServersAreRefused(String one, String other, String plain) {
    NatsServiceConfigBuilder mixed = NatsServiceConfig.builder().servers(one, other);
    assertThatThrownBy(mixed::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "Some servers are to be reached by TLS, but '"
                + plain
                + "' is not: write 'tls://' (or 'wss://' for WebSocket) for all, or for none.");
  }

  @Test
  @DisplayName("S2 with TLS configured a nats URL means TLS, and a ws URL is refused")
  void withTlsConfiguredAllServersUseIt() {
    NatsServiceConfigBuilder builder = NatsServiceConfig.builder().tlsCaCert(CERTIFICATES.ca());

    assertThat(builder.servers("nats://a", "tls://b", "wss://c").build().servers())
        .containsExactly("tls://a:4222", "tls://b:4222", "wss://c:443");
    NatsServiceConfigBuilder plain = builder.servers("ws://a");
    assertThatThrownBy(plain::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is WebSocket without TLS, but TLS is configured: use 'wss://'");
  }

  @Test
  void certificateAndKeyNeedEachOther() {
    refused(
        tls -> tls.certificate(CERTIFICATES.clientCertificate()),
        "There is a TLS certificate but no key: give both, or neither.");
    refused(
        tls -> tls.key(CERTIFICATES.clientKey()),
        "There is a TLS key but no certificate: give both, or neither.");
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() throws Exception {
    SSLContext context = SSLContext.getDefault();
    refused(
        tls -> tls.sslContext(context).caCert(CERTIFICATES.ca()),
        "The TlsOptions have an sslContext beside PEM files: give one of them");
    refused(
        tls -> tls.sslContext(context).insecure(),
        "The TlsOptions have an sslContext beside insecure(): give one of them");
    refused(
        tls -> tls.insecure().caCert(CERTIFICATES.ca()),
        "The TlsOptions are insecure() and have a CA certificate: give one of them.");
    NatsServiceConfigBuilder two =
        NatsServiceConfig.builder()
            .tlsCaCert(CERTIFICATES.ca())
            .tls(TlsOptions.builder().caCert(CERTIFICATES.serverCertificate()).build());
    assertThatThrownBy(two::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "tlsCaCert and the caCert of the TlsOptions name different files: give one of them.");
  }

  @Test
  void theShortcutAndTheOptionsAddUp() {
    TlsOptions options =
        TlsOptions.builder()
            .certificate(CERTIFICATES.clientCertificate())
            .key(CERTIFICATES.clientKey())
            .build();
    NatsServiceConfig config =
        NatsServiceConfig.builder().tls(options).tlsCaCert(CERTIFICATES.ca()).build();

    assertThat(config.tls()).contains(options.toBuilder().caCert(CERTIFICATES.ca()).build());
    assertThat(config.tlsCaCert()).contains(CERTIFICATES.ca());
    assertThat(config).isNotEqualTo(NatsServiceConfig.builder().tls(options).build());
    assertThat(config.toBuilder().build()).isEqualTo(config).hasSameHashCodeAs(config);
  }

  @Test
  @DisplayName("A10 a CA file that is none is refused with a sentence")
  void aCaFileThatIsNoneIsRefused() {
    String what = "can't be used: give a PEM file with one or more '-----BEGIN CERTIFICATE-----'";
    refused(tls -> tls.caCert(folder.resolve("none.pem")), what, "It does not exist.");
    refused(tls -> tls.caCert(folder), what, "It is a folder.");
    refused(tls -> tls.caCert(file("")), what, "It holds no certificate.");
    refused(tls -> tls.caCert(CERTIFICATES.clientKey()), what, "It holds no certificate.");
    refused(tls -> tls.caCert(file(cut(CERTIFICATES.ca()))), what, "a block has no end.");
    refused(
        tls -> tls.caCert(file(text(CERTIFICATES.ca()).replaceFirst("MII", "!!!"))),
        what,
        "It has a block that is no Base64.");
    refused(
        tls ->
            tls.caCert(
                file(text(CERTIFICATES.ca()) + text(CERTIFICATES.ca()).replace("MII", "AAA"))),
        what,
        "It holds a certificate that is garbled, number 2.");
    refused(tls -> tls.caCert(Path.of("/dev/zero")), what, "It is larger than 8 MiB.");
  }

  private static void keyRefused(Path key, String... words) {
    refused(tls -> tls.certificate(CERTIFICATES.clientCertificate()).key(key), words);
  }

  @Test
  @DisplayName("A10 a key file that is none is refused with a sentence")
  void aKeyFileThatIsNoneIsRefused() {
    String what = "can't be used: give a PEM file with an RSA, EC or Ed25519 key.";
    keyRefused(folder.resolve("none.pem"), "The TLS key '", what, "It does not exist.");
    keyRefused(CERTIFICATES.ca(), what, "It holds no private key.");
    keyRefused(file(cut(CERTIFICATES.clientKey())), what, "It is cut off: a block has no end.");
    keyRefused(
        file("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
        what,
        "It holds a key that is garbled, or neither RSA nor EC nor Ed25519.");
    keyRefused(
        file("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"),
        what,
        "It ends a block that begins with another name.");
    keyRefused(
        file("-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n"),
        what,
        "It is in an old format. This command converts it: " + CONVERTS);
  }

  @Test
  @DisplayName("A10 a SEC1 key is refused with the openssl command that converts it")
  void aSec1KeyIsRefused() {
    keyRefused(
        CERTIFICATES.clientKeyTraditional(),
        "It is in the SEC1 format. This command converts it: " + CONVERTS);
  }

  @Test
  @DisplayName("A10 an encrypted key is refused with the openssl command that decrypts it")
  void anEncryptedKeyIsRefused() {
    String why = "It is encrypted. This command decrypts it: " + CONVERTS;
    keyRefused(CERTIFICATES.clientKeyEncrypted("S3CRET"), why);
    keyRefused(
        file(
            """
            -----BEGIN RSA PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-128-CBC,00

            AAAA
            -----END RSA PRIVATE KEY-----
            """),
        why);
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  @DisplayName("A10 a key that is not that of the certificate is refused")
  void aKeyOfAnotherCertificateIsRefused(KeyKind kind) {
    try (TestCertificates other = TestCertificates.builder().keys(kind).create()) {
      keyRefused(
          other.clientKey(),
          "is not the key of the first certificate in '",
          "': give the two that belong together.");
    }
  }

  @Test
  @DisplayName("A10 no refusal of a key shows a part of it")
  void noRefusalShowsAPartOfAKey() {
    String secret = "TUFSS0VSLVMzQ1JFVA";
    for (String label : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"}) {
      for (String body : new String[] {secret, secret + "!", secret + "=="}) {
        Path key = file("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----");
        assertThatThrownBy(
                () ->
                    NatsServiceConfig.builder()
                        .tls(
                            TlsOptions.builder()
                                .certificate(CERTIFICATES.clientCertificate())
                                .key(key)
                                .build())
                        .build())
            .isInstanceOf(ConfigurationException.class)
            .satisfies(
                failure -> {
                  for (Throwable e = failure; e != null; e = e.getCause()) {
                    assertThat(e.toString()).doesNotContain("TUFS").doesNotContain("MARKER");
                  }
                });
      }
    }
  }

  @Test
  void textOfTheOptionsNamesFilesButNoKey() {
    TlsOptions options =
        TlsOptions.builder()
            .caCert(Path.of("ca.pem"))
            .certificate(Path.of("client.pem"))
            .key(Path.of("key.pem"))
            .handshakeFirst()
            .build();
    assertThat(options)
        .hasToString(
            "TlsOptions[caCert=ca.pem, certificate=client.pem, minimumVersion=TLS_1_2,"
                + " handshakeFirst]");
    assertThat(options.toBuilder().build()).isEqualTo(options).hasSameHashCodeAs(options);
  }

  private Path file(String text) {
    try {
      return Files.writeString(Files.createTempFile(folder, "pem", ".pem"), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String cut(Path file) {
    String text = text(file);
    return text.substring(0, text.length() / 2);
  }

  static Stream<Consumer<Options.Builder>> whatTrustsEveryServer() {
    Properties full = new Properties();
    full.setProperty(Options.PROP_OPENTLS, "true");
    Properties brief = new Properties();
    brief.setProperty("opentls", "true");
    return Stream.of(
        TlsConfigTest::opentls,
        options -> options.properties(full),
        options -> options.properties(brief));
  }

  private static void opentls(Options.Builder options) {
    try {
      options.opentls();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("whatTrustsEveryServer")
  @DisplayName("S2 options of the official client that trust every server need insecure()")
  void optionsThatTrustEveryServerNeedInsecure(Consumer<Options.Builder> options) {
    NatsServiceConfigBuilder builder = NatsServiceConfig.builder().jnats(options);
    assertThatThrownBy(builder::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "The jnats options ask for TLS that trusts every server: leave opentls out and use"
                + " 'tls://' with tlsCaCert, or set insecure() in the TlsOptions for a test.");
    assertThatThrownBy(builder.tlsCaCert(CERTIFICATES.ca())::build)
        .isInstanceOf(ConfigurationException.class);
    try (CapturedLog log = new CapturedLog()) {
      NatsServiceConfig.builder()
          .jnats(options)
          .tls(TlsOptions.builder().insecure().build())
          .build();
      assertThat(log.text()).contains("NATS -> TLS is insecure");
    }
  }
}
