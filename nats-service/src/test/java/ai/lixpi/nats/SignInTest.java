package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.auth.Credentials;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SignInTest {
  private static final Credentials TOKEN = Credentials.token("S3CRET-token");
  private static final Credentials USER = Credentials.userPassword("bob", "S3CRET-password");

  private static NatsServiceConfigBuilder all() {
    return NatsServiceConfig.builder()
        .user("bob")
        .password("S3CRET-password")
        .token("S3CRET-token");
  }

  static Stream<Arguments> several() {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "nats.user", "bob",
            "nats.password", "S3CRET-password",
            "nats.token", "S3CRET-token"));
    Map<String, String> environment =
        Map.of(
            "NATS_USER", "bob",
            "NATS_PASSWORD", "S3CRET-password",
            "NATS_TOKEN", "S3CRET-token");
    return Stream.of(
        Arguments.of("builder", all(), TOKEN, "using token, not using [user and password]"),
        Arguments.of(
            "properties",
            NatsServiceConfig.fromProperties(properties),
            TOKEN,
            "using token, not using [user and password]"),
        Arguments.of(
            "environment",
            NatsServiceConfig.fromEnvironment(environment),
            TOKEN,
            "using token, not using [user and password]"),
        Arguments.of(
            "credentials",
            all().credentials(USER),
            USER,
            "using user and password, not using [token, user and password]"),
        Arguments.of(
            "URL",
            NatsServiceConfig.builder()
                .token("S3CRET-token")
                .servers("nats://bob:S3CRET-password@localhost"),
            TOKEN,
            "using token, not using [user and password]"),
        Arguments.of(
            "two URLs",
            NatsServiceConfig.builder()
                .servers("nats://bob:S3CRET-password@a", "nats://S3CRET-token@b"),
            USER,
            "using user and password, not using [token]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("several")
  void thePriorityDecidesAndAWarningNamesWhatIsNotUsed(
      String source, NatsServiceConfigBuilder builder, Credentials chosen, String sentence) {
    try (CapturedLog log = new CapturedLog()) {
      NatsServiceConfig config = builder.build();

      assertThat(config.credentials()).isEqualTo(chosen);
      assertThat(log.lines())
          .containsExactly("WARN NATS -> several ways to sign in are configured: " + sentence);
      assertThat(log.text() + config).doesNotContain("S3CRET");
    }
  }

  @Test
  void oneWayToSignInIsNoReasonForAWarning() {
    try (CapturedLog log = new CapturedLog()) {
      assertThat(NatsServiceConfig.builder().token("S3CRET-token").build().credentials())
          .isEqualTo(TOKEN);
      assertThat(
              NatsServiceConfig.builder()
                  .servers("nats://bob:S3CRET-password@a", "nats://bob:S3CRET-password@b")
                  .build()
                  .credentials())
          .isEqualTo(USER);
      assertThat(NatsServiceConfig.builder().build().credentials()).isEqualTo(Credentials.none());
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void userAndPasswordNeedEachOther() {
    NatsServiceConfigBuilder user = NatsServiceConfig.builder().user("bob");
    NatsServiceConfigBuilder password = NatsServiceConfig.builder().password("S3CRET");

    assertThatThrownBy(user::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("There is a user but no password: give both, or neither.");
    assertThatThrownBy(password::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("There is a password but no user: give both, or neither.");
  }

  @Test
  void credentialsNeverPrintASecret() {
    assertThat(TOKEN.toString()).isEqualTo("token");
    assertThat(USER.toString()).isEqualTo("user and password");
    assertThat(Credentials.tokenSupplier(() -> "S3CRET").toString()).isEqualTo("token supplier");
    assertThat(Credentials.none().toString()).isEqualTo("none");
  }
}
