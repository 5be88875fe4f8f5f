package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import ai.lixpi.nats.testkit.junit.SecretWatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S6 for the responder: whatever happens, no token, password or seed can be read anywhere. */
class SecretsTest {
  private static final String MARKER = "HUNTER2";

  @ParameterizedTest
  @EnumSource
  void nothingThatSomebodySignsInWithIsEverWritten(Kind kind) throws Exception {
    Tokens orders = new Tokens("svc:orders");
    String good = orders.good();
    List<Object> seen = new CopyOnWriteArrayList<>();
    Verifier nosy =
        attempt -> {
          seen.add(attempt);
          if (attempt.user().orElse("").equals("thrown")) {
            throw new IllegalStateException(MARKER);
          }
          return Verdict.notMine("it is nosy only");
        };
    try (CalloutServer callout = CalloutServer.start(kind);
        CapturedLog log = new CapturedLog()) {
      AuthCalloutConfigBuilder builder =
          callout.config().verifiers(nosy, SelfIssuedVerifier.of(orders.mayDo(Permissions.NONE)));
      AuthCallout responder = callout.responder(builder);
      callout.connected(good);
      for (Credentials bad :
          List.of(
              Credentials.token(MARKER),
              Credentials.token(good + MARKER),
              Credentials.userPassword("bob", MARKER),
              Credentials.userPassword("thrown", MARKER))) {
        NatsService client =
            callout.closing(NatsService.create(callout.client().credentials(bad).build()));
        client.connect(Duration.ofMillis(1));
        await().atMost(CalloutServer.LONG).until(() -> client.status().lastFailure().isPresent());
        client.disconnect();
      }

      assertThat(SecretWatch.seeAll("responder", responder, "ai.lixpi.nats")).isGreaterThan(50);
      SecretWatch.seeAll("configuration", builder, "ai.lixpi.nats");
      String all =
          log.text()
              + seen
              + responder.status()
              + responder.statistics()
              + Thread.getAllStackTraces().keySet();
      assertThat(all)
          .contains("sign-in accepted")
          .contains("sign-in refused")
          .doesNotContain(MARKER)
          .doesNotContain(good)
          .doesNotContain(good.substring(good.lastIndexOf('.') + 1))
          .doesNotContain(new String(callout.issuer.seed()))
          .doesNotContain(new String(callout.xkey.seed()))
          .doesNotContain("S3CRET-auth")
          .doesNotContain("lixpi-self-test.");
    }
  }
}
