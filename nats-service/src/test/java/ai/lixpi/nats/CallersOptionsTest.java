package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Options;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code jnats(...)} does not change. */
@NatsTest
class CallersOptionsTest {
  private static final String THEIRS = "nats://bob:HUNTER2@127.0.0.1:";

  private final Recorder recorder = new Recorder();

  static Stream<Consumer<Options.Builder>> servers() {
    Properties one = new Properties();
    one.setProperty(Options.PROP_URL, THEIRS + "1");
    Properties several = new Properties();
    several.setProperty("servers", "nats://bob:HUNTER2@a, opentls://HUNTER2@b");
    return Stream.of(
        options -> options.server(THEIRS + "1"),
        options -> options.servers(new String[] {THEIRS + "1", "tls://HUNTER2@[::1", null}),
        options -> options.properties(one),
        options -> options.properties(several));
  }

  @ParameterizedTest
  @MethodSource("servers")
  @DisplayName("A13 servers that jnats(...) names are not used, which build() says without them")
  void buildSaysThatServersOfTheOptionsAreNotUsed(Consumer<Options.Builder> servers) {
    try (CapturedLog log = new CapturedLog()) {
      recorder.config("nats://localhost").jnats(servers).build();
      assertThat(log.lines())
          .containsExactly(
              "WARN NATS -> the servers that jnats(...) names are not used: give them to"
                  + " servers(...)");
    }
  }

  @Test
  @DisplayName("A13 a server that jnats(...) names is not connected to, nor printed")
  void serverOfTheOptionsIsNotConnectedTo(NatsServer other) {
    try (CapturedLog log = new CapturedLog();
        NatsServer own = NatsServer.start()) {
      own.stop();
      NatsServiceConfig config =
          recorder
              .config(own.url())
              .jnats(options -> options.server(THEIRS + other.port()))
              .build();
      try (NatsService nats = NatsService.create(config)) {
        nats.connect(Duration.ofMillis(1));
        await().atMost(Recorder.PATIENCE).until(() -> nats.status().failedAttempts() >= 3);
        own.restart();
        nats.awaitConnected(Recorder.PATIENCE);
        assertThat(nats.status().serverUrl()).hasValue(own.url());
        assertThat(nats.getConnection().getServers()).containsExactly(own.url());
      }
      assertThat(log.text()).doesNotContain("HUNTER2");
    }
  }

  @Test
  @DisplayName("Options of the official client that do not fit ours are a configuration error")
  void optionsThatDoNotFitAreAConfigurationError() {
    NatsServiceConfig config =
        recorder
            .config("nats://localhost")
            .credentials(Credentials.token("S3CRET"))
            .jnats(options -> options.userInfo("bob", "HUNTER2"))
            .build();

    assertThatThrownBy(() -> NatsService.create(config))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "The jnats options do not fit the other ones (Options can't have token and username):"
                + " leave out what this library's builder is for.");
  }
}
