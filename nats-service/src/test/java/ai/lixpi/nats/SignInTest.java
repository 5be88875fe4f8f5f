package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.SelfIssuedCredentials;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SignInTest {
  private static final String SEED = "SUAAOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBZ5FE";
  private static final Credentials SELF_ISSUED = Credentials.selfIssuedJwt(SEED, "svc:orders");
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
            "self-issued JWT",
            all().nkeySeed(SEED).userId("svc:orders"),
            SELF_ISSUED,
            "using self-issued JWT, not using [token, user and password]"),
        Arguments.of(
            "none before all",
            all().credentials(Credentials.none()),
            Credentials.none(),
            "using none, not using [token, user and password]"),
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
  void seedAndUserIdComeFromEnvironmentAndProperties() {
    Properties properties = new Properties();
    properties.putAll(Map.of("nats.nkey-seed", SEED, "nats.user-id", "svc:orders"));

    assertThat(NatsServiceConfig.fromProperties(properties).build().credentials())
        .isEqualTo(SELF_ISSUED);
    assertThat(
            NatsServiceConfig.fromEnvironment(
                    Map.of("NATS_NKEY_SEED", SEED + "\n", "NATS_USER_ID", "svc:orders"))
                .build()
                .credentials())
        .isEqualTo(SELF_ISSUED);
  }

  @Test
  void configurationThatIsChangedKeepsTheKey() {
    NatsServiceConfig config =
        NatsServiceConfig.builder().nkeySeed(SEED).userId("svc:orders").build();

    assertThat(config.toBuilder().name("other").build().credentials()).isEqualTo(SELF_ISSUED);
    assertThat(config.toBuilder().userId("other").build().credentials())
        .isEqualTo(Credentials.selfIssuedJwt(SEED, "other"));
    assertThat(config).isEqualTo(config.toBuilder().build());
  }

  @Test
  @DisplayName("A2 a seed without a user id, or the reverse, is refused")
  void seedAndUserIdNeedEachOther() {
    assertThatThrownBy(NatsServiceConfig.builder().nkeySeed(SEED)::build)
        .isInstanceOf(InvalidCredentialsException.class)
        .hasMessage(
            "There is an NKey seed but no user id: give both (nkeySeed and userId, NATS_NKEY_SEED and"
                + " NATS_USER_ID), or neither.");
    assertThatThrownBy(NatsServiceConfig.builder().userId("svc:orders")::build)
        .isInstanceOf(InvalidCredentialsException.class)
        .hasMessageStartingWith("There is a user id but no NKey seed: give both");
  }

  static Stream<Arguments> wrongSeedsAndUserIds() {
    return Stream.of(
        Arguments.of(SEED + "\n", "svc", "a blank or a line break"),
        Arguments.of(SEED.toLowerCase(Locale.ROOT), "svc", "in lower case"),
        Arguments.of(SEED.substring(0, 50), "svc", "has 50 characters: it was cut off"),
        Arguments.of(SEED.replace("4DQ", "4DA"), "svc", "its checksum does not fit"),
        Arguments.of("", "svc", "is empty"),
        Arguments.of(
            "SAAAOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOB6O4U", "svc", "an account"),
        Arguments.of(
            "UDVEU3DD4KOFECV66VIHWEZOYX4ZKR3WV27L464SIIPOU2IUI3JCYSJF", "svc", "A public key"),
        Arguments.of(SEED, "", "The user id is empty"),
        Arguments.of(SEED, "svc\n", "a line break"),
        Arguments.of(SEED, "\ud800", "a lone surrogate"));
  }

  @ParameterizedTest
  @MethodSource("wrongSeedsAndUserIds")
  @DisplayName("A2, S3 a wrong seed or user id is refused when the configuration is built")
  void wrongSeedOrUserIdIsRefusedAtBuild(String seed, String userId, String sentence) {
    NatsServiceConfigBuilder builder = NatsServiceConfig.builder().nkeySeed(seed).userId(userId);

    assertThatThrownBy(builder::build)
        .isInstanceOf(InvalidCredentialsException.class)
        .hasMessageContaining(sentence)
        .satisfies(
            failure ->
                assertThat(failure.toString()).doesNotContainIgnoringCase("OBYHA4DQOBYHA4DQ"));
  }

  @Test
  void generatedJwtIsLoggedInTheSiblingsWords() {
    try (CapturedLog log = new CapturedLog()) {
      assertThat(NatsService.generateSelfIssuedJwt(SEED, "svc:orders")).startsWith("eyJ0eXAi");
      NatsService.generateSelfIssuedJwt(SEED, "svc:orders", 24);
      assertThat(log.lines())
          .containsExactly(
              "INFO Generated self-issued JWT for svc:orders, expires in 1h",
              "INFO Generated self-issued JWT for svc:orders, expires in 24h");
    }
    assertThatThrownBy(() -> NatsService.generateSelfIssuedJwt(SEED, "svc:orders", 0))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void wipedCredentialsSignInNoMore() {
    NatsServiceConfig config =
        NatsServiceConfig.builder().nkeySeed(SEED).userId("svc:orders").build();
    SelfIssuedCredentials selfIssued = (SelfIssuedCredentials) config.credentials();
    Credentials.Token token = (Credentials.Token) Credentials.token("S3CRET-token");
    Credentials.UserPassword user =
        (Credentials.UserPassword) Credentials.userPassword("bob", "S3CRET-password");
    for (Credentials each : new Credentials[] {selfIssued, token, user, Credentials.none()}) {
      each.wipe();
      each.wipe();
    }

    assertThatThrownBy(selfIssued::next).isInstanceOf(InvalidCredentialsException.class);
    assertThatThrownBy(token::next).isInstanceOf(InvalidCredentialsException.class);
    assertThatThrownBy(user::password)
        .isInstanceOf(InvalidCredentialsException.class)
        .hasMessage("The password was wiped: configure a new one.");
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
    assertThat(SELF_ISSUED.toString()).isEqualTo("self-issued JWT");
    assertThat(Credentials.nkey(SEED).toString()).isEqualTo("NKey");
  }
}
