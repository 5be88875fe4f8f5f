package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import ai.lixpi.nats.testkit.NatsServer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A responder that does not fit its server says so at start. */
class SelfTestTest {
  private final Tokens orders = new Tokens("svc:orders");

  private AuthCalloutConfigBuilder verifying(AuthCalloutConfigBuilder config) {
    return config.verifiers(SelfIssuedVerifier.of(orders.mayUse("orders.>")));
  }

  private static SelfTest result(AuthCallout responder) {
    return responder.awaitSelfTest(CalloutServer.LONG);
  }

  @ParameterizedTest
  @EnumSource
  void passesWhereAllFits(Kind kind) throws Exception {
    try (CalloutServer callout = CalloutServer.start(kind);
        CapturedLog log = new CapturedLog()) {
      AuthCallout responder = callout.responder(verifying(callout.config()));

      assertThat(result(responder).detail())
          .isEqualTo("The server asks this responder, and places clients in 'APP'.");
      assertThat(responder.status().selfTest().state()).isEqualTo(SelfTest.State.PASSED);
      assertThat(responder.statistics().accepted()).isZero();
      log.awaitLine("INFO NATS -> auth callout self-test passed");
    }
  }

  @Test
  void passesForTwoRespondersSideBySide() throws Exception {
    try (CalloutServer callout = CalloutServer.start(Kind.NEWEST_SEALED)) {
      AuthCallout first = callout.responder(verifying(callout.config()));
      AuthCallout second = callout.responder(verifying(callout.config()));

      assertThat(result(first).state()).isEqualTo(SelfTest.State.PASSED);
      assertThat(result(second).state()).isEqualTo(SelfTest.State.PASSED);
    }
  }

  private void fails(
      UnaryOperator<String> server, UnaryOperator<AuthCalloutConfigBuilder> config, String words)
      throws Exception {
    try (CalloutServer callout = CalloutServer.start(Kind.NEWEST_SEALED, server);
        CapturedLog log = new CapturedLog()) {
      AuthCallout responder = callout.responder(config.apply(verifying(callout.config())));

      SelfTest result = result(responder);

      assertThat(result.state()).isEqualTo(SelfTest.State.FAILED);
      assertThat(result.detail()).contains(words);
      log.awaitLine("ERROR NATS -> auth callout self-test failed: " + result.detail());
    }
  }

  @Test
  void failsWhereTheServerHasAnotherIssuer() throws Exception {
    String other = new String(NKey.generate(NKey.Role.ACCOUNT).seed());
    fails(text -> text, config -> config.issuer(other), "does not believe its answer");
  }

  @Test
  void failsWhereTheServerHasAnotherXkey() throws Exception {
    String other = new String(NKey.generate(NKey.Role.CURVE).seed());
    fails(text -> text, config -> config.xkey(other), "not so that it can read it");
  }

  @Test
  void failsWhereTheServerHasNoXkey() throws Exception {
    fails(CalloutServer::withoutXkey, config -> config, "not so that it can read it");
  }

  @Test
  void failsWhereThereIsNoSuchAccount() throws Exception {
    fails(text -> text, config -> config.account("NOWHERE"), "there must be an account 'NOWHERE'");
  }

  @Test
  void failsWhereTheServerHasNoCallout() throws Exception {
    fails(
        text -> text.substring(0, text.indexOf("  auth_callout {")) + "}\n",
        config -> config,
        "did not ask this responder");
  }

  @Test
  void failsWhereTheServerLetsEverybodyIn() {
    String issuer = new String(NKey.generate(NKey.Role.ACCOUNT).seed());
    try (NatsServer open = NatsServer.start();
        AuthCallout responder =
            AuthCallout.start(
                NatsServiceConfig.builder().servers(open.url()).name("responder").build(),
                verifying(AuthCalloutConfig.builder().issuer(issuer).account("APP")).build())) {
      assertThat(result(responder).detail()).contains("lets everybody in without asking");
    }
  }

  @Test
  void failsWhereTheServerHasAnXkeyAndTheResponderNone() throws Exception {
    try (CalloutServer callout = CalloutServer.start(Kind.NEWEST_SEALED)) {
      AuthCalloutConfigBuilder config =
          AuthCalloutConfig.builder().issuer(new String(callout.issuer.seed())).account("APP");

      SelfTest result = result(callout.responder(verifying(config)));

      assertThat(result.state()).isEqualTo(SelfTest.State.FAILED);
      assertThat(result.detail()).contains("not so that it can read it").contains("no xkey");
    }
  }

  @Test
  void failsWhereTheResponderMayNotTakeRequests() throws Exception {
    fails(
        text -> text.replace("\"$SYS.REQ.USER.AUTH auth-callout\", ", ""),
        config -> config,
        "does not allow this user to subscribe to '$SYS.REQ.USER.AUTH'");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 60})
  void failsWhereTheResponderMayNotAnswer(int timeout) throws Exception {
    fails(
        text ->
            text.replace("timeout: 2", "timeout: " + timeout)
                .replace("allow_responses: { max: 1, expires: \"1m\" }", ""),
        config -> config,
        "allow_responses");
  }

  /** A9: it may then be in the account of the clients. */
  @Test
  void failsWhereTheResponderMayNotAskInWhichAccountItIs() throws Exception {
    fails(
        text -> text.replace("[ \"$SYS.REQ.USER.INFO\" ]", "[ \"nothing\" ]"),
        config -> config.account("AUTH"),
        "let its user publish to '$SYS.REQ.USER.INFO'");
  }

  /** A9. */
  @Test
  void failsAndRefusesEverybodyWhereClientsWouldShareTheRespondersAccount() throws Exception {
    try (CalloutServer callout = CalloutServer.start(Kind.NEWEST_SEALED);
        CapturedLog log = new CapturedLog()) {
      AuthCallout responder = callout.responder(verifying(callout.config()).account("AUTH"));
      assertThat(result(responder).detail())
          .startsWith("The responder is in the account 'AUTH' that it places clients in");

      NatsService client = callout.connecting(orders.good());

      await().atMost(CalloutServer.LONG).until(() -> client.status().failedAttempts() > 0);
      assertThat(client.isConnected()).isFalse();
      assertThat(responder.statistics().refused(Refusal.MISCONFIGURED)).isPositive();
      log.awaitLine("sign-in refused: The responder is in the account 'AUTH'");
    }
  }

  @Test
  void waitsForTheServerToCome() throws Exception {
    try (CalloutServer callout = CalloutServer.start(Kind.NEWEST_SEALED)) {
      callout.server.stop();
      AuthCallout responder = callout.responder(verifying(callout.config()));
      assertThat(responder.status().selfTest().state()).isEqualTo(SelfTest.State.PENDING);

      callout.server.restart();

      assertThat(result(responder).state()).isEqualTo(SelfTest.State.PASSED);
    }
  }

  @Test
  void canBeLeftOut() throws Exception {
    try (CalloutServer callout = CalloutServer.start(Kind.NEWEST_SEALED)) {
      AuthCallout responder = callout.responder(verifying(callout.config()).withoutSelfTest());

      assertThat(result(responder).state()).isEqualTo(SelfTest.State.OFF);
      assertThat(responder.status().lastRequest()).isEmpty();
    }
  }

  @Test
  void aSelfTestTokenOfAnotherIssuerIsATokenLikeAnyOther() throws Exception {
    try (CalloutServer callout = CalloutServer.start(Kind.NEWEST_SEALED);
        CapturedLog log = new CapturedLog()) {
      callout.responder(verifying(callout.config()));
      SelfTestTokens foreign =
          new SelfTestTokens(NKey.generate(NKey.Role.ACCOUNT), java.time.Clock.systemUTC());

      NatsService client =
          callout.closing(
              NatsService.create(
                  callout.client().credentials(Credentials.token(foreign.next())).build()));
      client.connect(java.time.Duration.ofMillis(1));

      log.awaitLine("No verifier takes this sign-in as its own");
      assertThat(client.isConnected()).isFalse();
    }
  }
}
