package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.SubscriptionDefinition;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.Permissions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong configuration fails with a sentence, before anything is connected. */
class ConfigTest {
  private static String seed(NKey.Role role) {
    return new String(NKey.generate(role).seed());
  }

  private static AuthCalloutConfigBuilder complete() {
    return AuthCalloutConfig.builder()
        .issuer(seed(NKey.Role.ACCOUNT))
        .account("APP")
        .verifiers(attempt -> Verdict.refused("No."));
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong("There is no issuer", b -> b.issuer = null),
        wrong("There is no account", b -> b.account(" ")),
        wrong("There is no verifier", b -> b.verifiers.clear()),
        wrong("concurrency is 0", b -> b.concurrency(0)),
        wrong("queueLimit is 0", b -> b.queueLimit(0)),
        wrong("verifierDeadline is PT0S", b -> b.verifierDeadline(Duration.ZERO)),
        wrong("answerTime is PT-1S", b -> b.answerTime(Duration.ofSeconds(-1))),
        wrong("userJwtLifetime is PT0.9S", b -> b.userJwtLifetime(Duration.ofMillis(900))),
        wrong("permissions of inboxPrefix", b -> b.inboxPrefix("a b")),
        wrong(
            "permissions of userPermissions", b -> b.userPermissions(Permissions.publish("a..b"))));
  }

  private static Arguments wrong(String words, Consumer<AuthCalloutConfigBuilder> mistake) {
    return Arguments.of(words, mistake);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void isRefusedWithASentence(String words, Consumer<AuthCalloutConfigBuilder> mistake) {
    AuthCalloutConfigBuilder builder = complete();

    assertThatThrownBy(
            () -> {
              mistake.accept(builder);
              builder.build();
            })
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(words)
        .hasMessageEndingWith(".");
  }

  @ParameterizedTest
  @EnumSource(NKey.Role.class)
  void keysOfTheWrongRoleAreRefused(NKey.Role role) {
    String seed = seed(role);
    if (role != NKey.Role.ACCOUNT) {
      assertThatThrownBy(() -> AuthCalloutConfig.builder().issuer(seed))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("of role " + role)
          .hasMessageContaining("'SA'")
          .hasMessageNotContaining(seed);
    }
    if (role != NKey.Role.CURVE) {
      assertThatThrownBy(() -> AuthCalloutConfig.builder().xkey(seed))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("of role " + role)
          .hasMessageContaining("'SX'")
          .hasMessageNotContaining(seed);
    }
  }

  @Test
  void aPublicKeyIsNoSeed() {
    assertThatThrownBy(
            () -> AuthCalloutConfig.builder().issuer(NKey.generate(NKey.Role.ACCOUNT).publicKey()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("public key");
  }

  @Test
  void anAllowListHasToHaveEntriesThatCanWork() {
    Tokens a = new Tokens("svc:a");
    assertThatThrownBy(() -> SelfIssuedVerifier.of(List.of()))
        .hasMessageContaining("list of services is empty");
    assertThatThrownBy(() -> SelfIssuedVerifier.of(a.mayUse("a"), a.mayUse("b")))
        .hasMessageContaining("'svc:a' is twice on the list");
    assertThatThrownBy(() -> new AllowedService(a.seed(), "svc:a", Permissions.NONE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageNotContaining(a.seed());
    assertThatThrownBy(() -> new AllowedService(a.key.publicKey(), "", Permissions.NONE))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void theConnectionOfTheResponderHasNoSubscriptionsOfItsOwn() {
    NatsServiceConfig busy =
        NatsServiceConfig.builder()
            .subscriptions(
                SubscriptionDefinition.subscribe("x", String.class, (data, message) -> {}))
            .build();

    assertThatThrownBy(() -> AuthCallout.start(busy, complete().build()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("has subscriptions of its own");
  }

  @Test
  void aConfigurationIsForOneResponderOnly() {
    AuthCalloutConfig config = complete().build();
    NatsServiceConfig nowhere =
        NatsServiceConfig.builder()
            .servers("nats://127.0.0.1:1")
            .connectTimeout(Duration.ofMillis(10))
            .build();
    AuthCallout.start(nowhere, config).close();

    assertThatThrownBy(() -> AuthCallout.start(nowhere, config))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("was closed");
  }

  @Test
  void nothingPrintsASeed() {
    String issuer = seed(NKey.Role.ACCOUNT);
    String xkey = seed(NKey.Role.CURVE);
    AuthCalloutConfig config = complete().issuer(issuer).xkey(xkey).build();

    assertThat(config.toString())
        .contains(config.issuerPublicKey())
        .contains(config.xkeyPublicKey().orElseThrow())
        .doesNotContain(issuer)
        .doesNotContain(xkey);
  }
}
