package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.testkit.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Configuration from the environment and from properties. */
class ConfigTextTest {
  static Stream<Arguments> settings() {
    return Stream.of(
        setting("servers", "nats://a, b:1", c -> c.servers(), List.of(A, "nats://b:1")),
        setting("url", "nats://a", c -> c.servers(), List.of(A)),
        setting("name", " orders ", c -> c.name(), "orders"),
        setting("token", "S3CRET", c -> c.credentials(), Credentials.token("S3CRET")),
        setting("websocket", "true", c -> c.servers(), List.of("ws://localhost:4222")),
        setting("websocket", "No", c -> c.servers(), List.of("nats://localhost:4222")),
        setting("max-reconnect-attempts", "7", c -> c.maxReconnectAttempts(), 7),
        setting("max-reconnect-attempts", "-1", c -> c.maxReconnectAttempts(), -1),
        setting("reconnect-time-wait", "0.25", c -> c.reconnectTimeWait(), Duration.ofMillis(250)),
        setting("connect-timeout", "1500ms", c -> c.connectTimeout(), Duration.ofMillis(1500)),
        setting("request-timeout", "2 s", c -> c.requestTimeout(), Duration.ofSeconds(2)),
        setting("request-timeout", "1H", c -> c.requestTimeout(), Duration.ofHours(1)),
        setting("publish-timeout", "250ms", c -> c.publishTimeout(), Duration.ofMillis(250)),
        setting(
            "ping-interval",
            "5",
            c -> c,
            NatsServiceConfig.builder().pingInterval(Duration.ofSeconds(5)).build()),
        setting("publish-buffer-bytes", "1048576", c -> c.publishBufferBytes(), 1_048_576L),
        setting("servers", ",nats://a,, ", c -> c.servers(), List.of(A)),
        setting("drain-timeout", "PT1M", c -> c.drainTimeout(), Duration.ofMinutes(1)),
        setting("drain-timeout", "1.5m", c -> c.drainTimeout(), Duration.ofSeconds(90)));
  }

  private static final String A = "nats://a:4222";

  private static Arguments setting(
      String name, String text, Function<NatsServiceConfig, Object> getter, Object value) {
    return Arguments.of(name, text, getter, value);
  }

  @ParameterizedTest(name = "{0} = {1}")
  @MethodSource("settings")
  void eachSettingCanComeFromBothSources(
      String name, String text, Function<NatsServiceConfig, Object> getter, Object value) {
    assertThat(getter.apply(properties("nats." + name, text).build())).isEqualTo(value);
    assertThat(getter.apply(environment(variable(name), text).build())).isEqualTo(value);
  }

  @Test
  void userAndPasswordComeFromBothSources() {
    Credentials wanted = Credentials.userPassword("bob", "S3CRET");
    assertThat(properties("nats.user", "bob", "nats.password", "S3CRET").build().credentials())
        .isEqualTo(wanted);
    assertThat(environment("NATS_USER", "bob", "NATS_PASSWORD", "S3CRET").build().credentials())
        .isEqualTo(wanted);
  }

  @Test
  void theCertificateComesFromBothSources() {
    try (TestCertificates certificates = TestCertificates.create()) {
      Path file = certificates.ca();
      assertThat(properties("nats.tls-ca-cert", file.toString()).build().tlsCaCert())
          .contains(file);
      assertThat(environment("NATS_TLS_CA_CERT", file.toString()).build().tlsCaCert())
          .contains(file);
    }
  }

  @Test
  void tlsOptionsComeFromBothSources() {
    try (TestCertificates certificates = TestCertificates.create()) {
      String certificate = certificates.clientCertificate().toString();
      String key = certificates.clientKey().toString();
      TlsOptions expected =
          TlsOptions.builder()
              .certificate(certificates.clientCertificate())
              .key(certificates.clientKey())
              .minimumVersion(TlsVersion.TLS_1_3)
              .handshakeFirst()
              .insecure()
              .build();
      assertThat(
              environment(
                      "NATS_TLS_CERT", certificate,
                      "NATS_TLS_KEY", key,
                      "NATS_TLS_MIN_VERSION", "1.3",
                      "NATS_TLS_FIRST", "true",
                      "NATS_TLS_INSECURE", "yes")
                  .build()
                  .tls())
          .contains(expected);
      assertThat(
              properties(
                      "nats.tls-cert", certificate,
                      "nats.tls-key", key,
                      "nats.tls-min-version", "1.3",
                      "nats.tls-first", "1",
                      "nats.tls-insecure", "true")
                  .build()
                  .tls())
          .contains(expected);
    }
    assertThat(environment("NATS_TLS_FIRST", "no", "NATS_TLS_INSECURE", "0").build().tls())
        .isEmpty();
  }

  @Test
  void serversGoBeforeUrlInBothSources() {
    assertThat(environment("NATS_URL", "nats://b", "NATS_SERVERS", "nats://a").build().servers())
        .containsExactly(A);
    assertThat(properties("nats.url", "nats://b", "nats.servers", "nats://a").build().servers())
        .containsExactly(A);
  }

  @Test
  void aBlankVariableIsNotSet() {
    assertThat(environment("NATS_URL", "nats://a", "NATS_SERVERS", " ").build().servers())
        .containsExactly(A);
    assertThat(environment("NATS_NAME", "", "NATS_TOKEN", "").build())
        .isEqualTo(NatsServiceConfig.builder().build());
  }

  @Test
  void aBlankPropertyIsNotSet() {
    assertThat(properties("nats.url", "nats://a", "nats.servers", " ").build().servers())
        .containsExactly(A);
    assertThat(properties("nats.name", "", "nats.token", "", "nats.drain-timeout", " ").build())
        .isEqualTo(NatsServiceConfig.builder().build());
  }

  @Test
  void variablesAndPropertiesOfOthersAreIgnored() {
    NatsServiceConfig defaults = NatsServiceConfig.builder().build();
    assertThat(environment("NATS_OTHER", "x", "PATH", "y").build()).isEqualTo(defaults);
    assertThat(properties("other.servers", "x", "natsy", "y").build()).isEqualTo(defaults);
    assertThat(NatsServiceConfig.fromEnvironment(new HashMap<>(System.getenv()))).isNotNull();
  }

  @Test
  void anUnknownPropertyIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> properties("nats.sevrers", "nats://a"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "The property 'nats.sevrers' is unknown: the known ones are nats.*, where * is one of"
                + " connect-timeout, drain-timeout, max-reconnect-attempts, name, nkey-seed,"
                + " password, ping-interval, publish-buffer-bytes, publish-timeout,"
                + " reconnect-time-wait, request-timeout, servers, tls-ca-cert, tls-cert, tls-first,"
                + " tls-insecure, tls-key, tls-min-version, token, url, user, user-id, websocket.");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "max-reconnect-attempts, many, is 'many': write a whole number",
        "max-reconnect-attempts, 1.5, is '1.5': write a whole number",
        "max-reconnect-attempts, 99999999999, is '99999999999': write a whole number",
        "reconnect-time-wait, soon, is 'soon': write seconds like 0.5",
        "connect-timeout, -1, is '-1': write seconds like 0.5",
        "request-timeout, 1d, is '1d': write seconds like 0.5",
        "publish-buffer-bytes, 8MiB, is '8MiB': write a whole number of bytes",
        "websocket, maybe, 'maybe' is neither true nor false.",
        "tls-first, maybe, 'maybe' is neither true nor false.",
        "tls-insecure, maybe, 'maybe' is neither true nor false.",
        "tls-min-version, 1.1, '1.1': write 1.2 or 1.3."
      })
  void aTextThatIsNoValueIsRefusedWithTheNameThatWasUsed(String name, String text, String why) {
    assertThatThrownBy(() -> properties("nats." + name, text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("nats." + name + ": ")
        .hasMessageContaining(why);
    assertThatThrownBy(() -> environment(variable(name), text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(variable(name) + ": ")
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "servers, ','",
    "servers, http://a",
    "max-reconnect-attempts, -2",
    "connect-timeout, 0",
    "request-timeout, 99999999999999h",
    "tls-ca-cert, /does/not/exist.pem",
    "tls-cert, /does/not/exist.pem",
    "tls-key, /does/not/exist.pem"
  })
  void aValueThatCannotWorkIsRefusedWhenItIsBuilt(String name, String text) {
    NatsServiceConfigBuilder builder = properties("nats." + name, text);
    assertThatThrownBy(builder::build).isInstanceOf(ConfigurationException.class);
  }

  private static String variable(String name) {
    return "NATS_" + name.toUpperCase(java.util.Locale.ROOT).replace('-', '_');
  }

  private static NatsServiceConfigBuilder properties(String... pairs) {
    Properties properties = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return NatsServiceConfig.fromProperties(properties);
  }

  private static NatsServiceConfigBuilder environment(String... pairs) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      environment.put(pairs[i], pairs[i + 1]);
    }
    return NatsServiceConfig.fromEnvironment(environment);
  }
}
