package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.CredentialsRejectedException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A4: on both servers, with and without xkey. */
class SignInTest {
  private final Tokens orders = new Tokens("svc:orders");
  private final Tokens stranger = new Tokens("svc:stranger");

  @ParameterizedTest
  @EnumSource
  void aGoodTokenConnectsAndMessagesFlow(Kind kind) throws Exception {
    try (CalloutServer callout = CalloutServer.start(kind)) {
      AuthCallout responder =
          callout.responder(
              callout.config().verifiers(SelfIssuedVerifier.of(orders.mayUse("orders.>"))));

      NatsService service = callout.connected(orders.good());
      service.reply("orders.get", String.class, (data, message) -> "order " + data);
      List<String> received = new CopyOnWriteArrayList<>();
      service.subscribe("orders.new", String.class, (data, message) -> received.add(data));
      NatsService other = callout.connected(orders.good());

      assertThat(other.request("orders.get", "4711", String.class)).isEqualTo("order 4711");
      other.publish("orders.new", "4712");
      await().atMost(CalloutServer.LONG).until(() -> received.equals(List.of("4712")));
      await().atMost(CalloutServer.LONG).until(() -> responder.statistics().accepted() == 2);
      assertThat(responder.status().lastRequest()).isPresent();
      assertThat(callout.server.monitoring("/connz?auth=1"))
          .contains("\"account\": \"APP\"")
          .contains("svc:orders");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalReachesTheClientLongBeforeItsTimeout(Kind kind) throws Exception {
    try (CalloutServer callout = CalloutServer.start(kind);
        CapturedLog log = new CapturedLog()) {
      AuthCallout responder =
          callout.responder(
              callout.config().verifiers(SelfIssuedVerifier.of(orders.mayUse("orders.>"))));
      responder.awaitSelfTest(CalloutServer.LONG);
      NatsService client =
          callout.closing(
              NatsService.create(
                  callout
                      .client()
                      .token(stranger.good())
                      .connectTimeout(Duration.ofSeconds(60))
                      .build()));

      client.connect(Duration.ofMillis(1));

      await().atMost(Duration.ofSeconds(20)).until(() -> client.status().lastFailure().isPresent());
      assertThat(client.status().lastFailure())
          .containsInstanceOf(CredentialsRejectedException.class);
      String reason = "The token's issuer " + stranger.key.publicKey() + " is not on the list.";
      assertThat(log.awaitLine(reason)).startsWith("WARN NATS -> sign-in refused: self-issued: ");
      await().atMost(CalloutServer.LONG).until(() -> callout.server.log().contains(reason));
      assertThat(responder.statistics().refused(Refusal.REFUSED)).isPositive();
      assertThat(responder.statistics().accepted()).isZero();
    }
  }
}
