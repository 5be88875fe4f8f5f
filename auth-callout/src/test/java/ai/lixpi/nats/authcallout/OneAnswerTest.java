package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A request that can't be answered as it should is refused at once, and only once. */
@NatsTest
class OneAnswerTest {
  private static final Duration LONG = CalloutServer.LONG;
  private static final Verdict IN = Verdict.service("svc:a", Permissions.NONE);

  private final NKey issuer = NKey.generate(NKey.Role.ACCOUNT);

  private AuthCalloutConfigBuilder config() {
    return AuthCalloutConfig.builder()
        .issuer(new String(issuer.seed()))
        .account("APP")
        .withoutSelfTest();
  }

  /** Wipes the keys before it asks, as the end of a drain does that did not wait for ever. */
  @SuppressWarnings("try") // close may be interrupted
  private static void isRefusedOnce(NatsServer server, String token, AuthCalloutConfig config)
      throws Exception {
    try (Connection asking = Nats.connect(server.url());
        AuthCallout responder =
            AuthCallout.start(
                NatsServiceConfig.builder().servers(server.url()).name("responder").build(),
                config)) {
      Subscription answers = asking.subscribe("answers");
      await().atMost(LONG).until(() -> server.subscriptions() == 2);
      config.wipe();

      byte[] request = Requests.signed(Requests.claims(token));
      asking.publish(DefaultAuthCallout.SUBJECT, "answers", request);

      Message answer = answers.nextMessage(LONG);
      assertThat(answer).isNotNull();
      assertThat(answer.getData()).isEmpty();
      assertThat(responder.drain(LONG).complete()).isTrue();
      asking.flush(LONG);
      assertThat(answers.getPendingMessageCount()).isZero();
    }
  }

  @Test
  void whereTheAnswerToAGoodTokenCantBeSigned(NatsServer server) throws Exception {
    isRefusedOnce(server, "x", config().verifiers(attempt -> IN).build());
  }

  @Test
  void whereTheRefusalOfAHangingVerifierCantBeSigned(NatsServer server) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Verifier hanging =
        attempt -> {
          never.await();
          return IN;
        };

    isRefusedOnce(
        server, "x", config().verifierDeadline(Duration.ofMillis(100)).verifiers(hanging).build());
  }

  @Test
  void whereTheAnswerToASelfTestCantBeSigned(NatsServer server) throws Exception {
    String token = new SelfTestTokens(issuer, Clock.systemUTC()).next();

    isRefusedOnce(server, token, config().verifiers(attempt -> IN).build());
  }
}
