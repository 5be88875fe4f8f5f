package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@NatsTest
class ConfigurationCredentialsTest {
  private static final String MARKER = "HUNTER2";

  private final Recorder recorder = new Recorder();

  @ParameterizedTest
  @EnumSource
  @DisplayName("A12 a name with quotes reaches the server as it is and adds nothing to CONNECT")
  void nameWithQuotesReachesTheServerAsItIs(ServerKind kind, NatsServer server) {
    kind.take(server);
    String name = "my \"service\"\\,\"verbose\":true,\"x\":\"\u00e9";
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).name(name).build())) {
      assertThat(nats.isConnected()).isTrue();
      assertThat(server.monitoring("/connz"))
          .contains("\"my \\\"service\\\"\\\\,\\\"verbose\\\":true,\\\"x\\\":\\\"\u00e9\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"quo\"te", "back\\slash", "a\",\"verbose\":true,\"b\":\"c", "t\u00e4b\tle"})
  @DisplayName("A12 a token with quotes is sent as it is")
  void tokenWithQuotesIsSentAsItIs(String token, NatsServer server) {
    server.restart(settings -> settings.config("authorization { token: " + quoted(token) + " }"));
    try (NatsService fixed =
            NatsService.connect(recorder.config(server.url()).token(token).build());
        NatsService supplied =
            NatsService.connect(
                recorder
                    .config(server.url())
                    .credentials(Credentials.tokenSupplier(() -> token))
                    .build())) {
      assertThat(fixed.isConnected()).isTrue();
      assertThat(supplied.isConnected()).isTrue();
    }
  }

  @Test
  @DisplayName("A12 a user and a password with quotes are sent as they are")
  void userAndPasswordWithQuotesAreSentAsTheyAre(NatsServer server) {
    String user = "bo\"b";
    String password = "p\\a\",\"verbose\":true,\"s\":\"s";
    server.restart(
        settings ->
            settings.config(
                "authorization { user: %s, password: %s }"
                    .formatted(quoted(user), quoted(password))));
    try (NatsService nats =
        NatsService.connect(recorder.config(server.url()).user(user).password(password).build())) {
      assertThat(nats.isConnected()).isTrue();
    }
  }

  /** A string of the server's configuration language. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", "\\t") + '"';
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A13 credentials in a URL sign in, and are in no text")
  void credentialsInAUrlSignInAndAreInNoText(ServerKind kind, NatsServer server) {
    kind.take(server);
    server.restart(settings -> settings.user("bob", "p@:" + MARKER));
    String url = "nats://bob:p%40%3A" + MARKER + "@127.0.0.1:" + server.port();
    NatsServiceConfig config = recorder.config(url).build();
    assertThat(config.servers()).containsExactly(server.url());
    assertThat(config.toString()).doesNotContain(MARKER);
    assertThat(config.credentials().toString()).doesNotContain(MARKER);
    try (NatsService nats = NatsService.connect(config)) {
      assertThat(nats.isConnected()).isTrue();
      assertThat(nats.toString() + nats.status()).doesNotContain(MARKER);
      assertThat(nats.getConnection().getConnectedUrl()).isEqualTo(server.url());
      assertThat(nats.getConnection().getServers().toString()).doesNotContain(MARKER);

      server.restart(settings -> settings.user("bob", "another"));
      await()
          .atMost(Recorder.PATIENCE)
          .until(
              () ->
                  nats.status()
                      .lastFailure()
                      .filter(CredentialsRejectedException.class::isInstance)
                      .isPresent());
      server.kill();
      await()
          .atMost(Recorder.PATIENCE)
          .until(
              () ->
                  nats.status()
                      .lastFailure()
                      .filter(ConnectFailedException.class::isInstance)
                      .isPresent());
    }
    assertThat(recorder.statuses)
        .allSatisfy(status -> assertThat(text(status)).doesNotContain(MARKER));
  }

  private static String text(ConnectionStatus status) {
    StringWriter text = new StringWriter();
    text.append(status.toString());
    status.lastFailure().ifPresent(failure -> failure.printStackTrace(new PrintWriter(text)));
    return text.toString();
  }

  @Test
  @DisplayName("A13 a token in a URL of an unreachable server is in no text")
  void tokenInAUrlOfAnUnreachableServerIsInNoText(NatsServer server) {
    server.kill();
    String url = "nats://" + MARKER + "@127.0.0.1:" + server.port();
    try (NatsService nats = NatsService.connect(recorder.config(url).build())) {
      await().atMost(Recorder.PATIENCE).until(() -> nats.status().failedAttempts() > 0);
      assertThat(text(nats.status())).contains(server.url()).doesNotContain(MARKER);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nats://bob:HUNTER2@host:99999",
        "nats://bob:HUNTER2@",
        "ftp://bob:HUNTER2@host",
        "nats://bob:HUNTER2@ho st",
        "nats://HUNTER2@host/path",
        "nats://bob:HUNTER2%zz@host",
        "nats://bob:HUN%TER2@host",
        "nats://bob:HUNTER2@host:",
        "bob:HUNTER2@host:x",
        "opentls://bob:HUNTER2@host"
      })
  @DisplayName("A13 credentials in a URL that is refused are in no text")
  void credentialsInARefusedUrlAreInNoText(String url) {
    assertThatThrownBy(() -> NatsServiceConfig.builder().servers(url).build())
        .isInstanceOf(ConfigurationException.class)
        .satisfies(
            failure -> {
              StringWriter text = new StringWriter();
              failure.printStackTrace(new PrintWriter(text));
              assertThat(text.toString()).doesNotContain(MARKER).doesNotContain("TER2");
            });
  }

  @Test
  @DisplayName("A13 credentials in the URLs of the environment are moved out of them too")
  void credentialsInUrlsOfTheEnvironmentAreMovedToo() {
    NatsServiceConfig config =
        NatsServiceConfig.fromEnvironment(Map.of("NATS_URL", "nats://bob:" + MARKER + "@host"))
            .build();
    assertThat(config.servers()).containsExactly("nats://host:4222");
    assertThat(config.credentials()).isEqualTo(Credentials.userPassword("bob", MARKER));
  }
}
