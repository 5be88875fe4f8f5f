package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.CredentialsRejectedException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfigBuilder;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A4: on both servers, with and without xkey. */
class SignInTest {
  private static final Verdict IN = Verdict.service("svc:a", Permissions.NONE);

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

  private static String patient(String configuration) {
    return configuration.replace("timeout: 2", "timeout: 60");
  }

  private static NatsServiceConfigBuilder patient(CalloutServer callout, String token) {
    return callout.client().token(token).connectTimeout(Duration.ofSeconds(60));
  }

  /** In a third of the time that client and server would wait for an answer. */
  private static void isRefused(CalloutServer callout, String token) {
    try (NatsService client = NatsService.create(patient(callout, token).build())) {
      client.connect(Duration.ofMillis(1));

      await().atMost(Duration.ofSeconds(20)).until(() -> client.status().lastFailure().isPresent());
      assertThat(client.status().lastFailure())
          .as(token)
          .containsInstanceOf(CredentialsRejectedException.class);
    }
  }

  @SuppressWarnings("NullAway") // null is one of the ways to go wrong
  private Verdict odd(SignInAttempt attempt) throws InterruptedException {
    return switch (attempt.token().orElse("")) {
      case "throws" -> throw new IllegalStateException("on purpose");
      case "null" -> null;
      case "hangs" -> {
        new CountDownLatch(1).await();
        yield IN;
      }
      case "dot" -> Verdict.service("a.b", Permissions.publish("x.{userId}"));
      default -> Verdict.service("a b", Permissions.publish("x.{userId}"));
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"NEWEST_SEALED", "OLD_PLAIN"})
  void whateverGoesWrongWithAVerifierIsARefusalLongBeforeTheTimeout(Kind kind) throws Exception {
    try (CalloutServer callout = CalloutServer.start(kind, SignInTest::patient)) {
      AuthCallout responder =
          callout.responder(
              callout.config().verifierDeadline(Duration.ofSeconds(1)).verifiers(this::odd));
      responder.awaitSelfTest(CalloutServer.LONG);

      isRefused(callout, "throws");
      isRefused(callout, "null");
      isRefused(callout, "hangs");
      isRefused(callout, "dot");
      isRefused(callout, "blank");

      CalloutStatistics counts = responder.statistics();
      assertThat(counts.refused(Refusal.VERIFIER_FAILED)).isGreaterThanOrEqualTo(2);
      assertThat(counts.refused(Refusal.VERIFIER_HANGS)).isPositive();
      assertThat(counts.refused(Refusal.USER_ID)).isGreaterThanOrEqualTo(2);
      assertThat(counts.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NEWEST_SEALED", "OLD_PLAIN"})
  void aFullQueueIsARefusalLongBeforeTheTimeout(Kind kind) throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (CalloutServer callout = CalloutServer.start(kind, SignInTest::patient)) {
      AuthCallout responder =
          callout.responder(
              callout
                  .config()
                  .withoutSelfTest()
                  .concurrency(1)
                  .queueLimit(1)
                  .verifierDeadline(Duration.ofSeconds(50))
                  .verifiers(
                      attempt -> {
                        gate.await();
                        return IN;
                      }));
      for (int i = 0; i < 2; i++) {
        callout
            .closing(NatsService.create(patient(callout, "waits").build()))
            .connect(Duration.ofMillis(1));
      }
      await()
          .atMost(CalloutServer.LONG)
          .until(() -> responder.statistics().running() + responder.statistics().waiting() == 2);

      isRefused(callout, "x");

      assertThat(responder.statistics().refused(Refusal.OVERLOADED)).isPositive();
      gate.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NEWEST_SEALED", "OLD_PLAIN"})
  void anAccountThatIsNotThereIsARefusalLongBeforeTheTimeout(Kind kind) throws Exception {
    try (CalloutServer callout = CalloutServer.start(kind, SignInTest::patient)) {
      AuthCallout responder =
          callout.responder(
              callout.config().account("NOWHERE").withoutSelfTest().verifiers(attempt -> IN));
      await()
          .atMost(CalloutServer.LONG)
          .until(() -> responder.status().connection().serverUrl().isPresent());

      isRefused(callout, "x");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NEWEST_SEALED", "OLD_PLAIN"})
  void aUserIdMayHaveQuotesBackslashesAndEmoji(Kind kind) throws Exception {
    Tokens odd = new Tokens("a\"b'c\\d\uD83D\uDE80");
    try (CalloutServer callout = CalloutServer.start(kind)) {
      callout.responder(
          callout.config().verifiers(SelfIssuedVerifier.of(odd.mayUse("box.{userId}"))));

      NatsService service = callout.connected(odd.good());
      String own = "box." + odd.userId;
      service.reply(own, String.class, (data, message) -> "got " + data);

      assertThat(service.request(own, "4711", String.class)).isEqualTo("got 4711");
      assertThat(callout.server.monitoring("/connz?auth=1")).contains("a\\\"b'c\\\\d\uD83D\uDE80");
    }
  }
}
