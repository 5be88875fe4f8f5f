package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.DrainResult;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More sign-ins than the responder can take, and its graceful end. */
class OverloadTest {
  private static final Duration LONG = CalloutServer.LONG;
  private static final Verdict IN = Verdict.service("svc:a", Permissions.publish("a"));

  private final CalloutServer callout =
      CalloutServer.start(Kind.NEWEST_SEALED, text -> text.replace("timeout: 2", "timeout: 60"));
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void stop() {
    gate.countDown();
    callout.close();
  }

  private List<NatsService> clients(int count) {
    List<NatsService> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      NatsService client =
          callout.closing(
              NatsService.create(callout.client().token("x").connectTimeout(LONG).build()));
      client.connect(Duration.ofMillis(1));
      clients.add(client);
    }
    return clients;
  }

  @Test
  void whatExceedsTheQueueIsRefusedWithAReasonAndComesInLater() throws Exception {
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
    try (CapturedLog log = new CapturedLog()) {
      List<NatsService> clients = clients(4);
      log.awaitLine("Too many sign-ins wait already: start another responder beside this one.");
      await().atMost(LONG).until(() -> responder.statistics().refused(Refusal.OVERLOADED) >= 2);
      assertThat(responder.statistics().running()).isEqualTo(1);
      assertThat(responder.statistics().waiting()).isEqualTo(1);
      await()
          .atMost(LONG)
          .until(() -> callout.server.log().contains("Too many sign-ins wait already"));

      gate.countDown();

      clients.forEach(client -> client.awaitConnected(LONG));
    }
  }

  @Test
  void aDrainAnswersWhatHasArrived() throws Exception {
    AtomicBoolean asked = new AtomicBoolean();
    AuthCallout responder =
        callout.responder(
            callout
                .config()
                .withoutSelfTest()
                .concurrency(1)
                .verifierDeadline(Duration.ofSeconds(50))
                .verifiers(
                    attempt -> {
                      asked.set(true);
                      gate.await();
                      return IN;
                    }));
    await().atMost(LONG).until(() -> responder.status().connection().serverUrl().isPresent());
    List<NatsService> clients = clients(3);
    await().atMost(LONG).until(() -> asked.get() && responder.statistics().requests() == 3);

    CompletableFuture<DrainResult> drained =
        CompletableFuture.supplyAsync(() -> responder.drain(LONG));
    await().atMost(LONG).until(() -> callout.server.subscriptions() == 0);
    gate.countDown();

    assertThat(drained.get().complete()).isTrue();
    clients.forEach(client -> client.awaitConnected(LONG));
    assertThat(responder.statistics().accepted()).isEqualTo(3);
    assertThat(responder.drain(LONG).complete()).isTrue();
  }

  @Test
  void aDrainDoesNotWaitForEverAndSaysWhatItHasLeft() throws Exception {
    AuthCallout responder =
        callout.responder(
            callout
                .config()
                .withoutSelfTest()
                .verifierDeadline(Duration.ofSeconds(50))
                .verifiers(
                    attempt -> {
                      gate.await();
                      return IN;
                    }));
    clients(1);
    await().atMost(LONG).until(() -> responder.statistics().running() == 1);

    DrainResult result = responder.drain(Duration.ofMillis(300));

    assertThat(result.complete()).isFalse();
    assertThat(result.unhandled()).isEqualTo(1);
  }

  @Test
  void aVerifierThatFailsIsReportedWithoutItsMessage() throws Exception {
    try (CapturedLog log = new CapturedLog()) {
      AuthCallout responder =
          callout.responder(
              callout
                  .config()
                  .verifiers(
                      ((Verifier)
                              attempt -> {
                                throw new IllegalStateException(attempt.token().orElse(""));
                              })
                          .named("broken")));
      NatsService client =
          callout.closing(NatsService.create(callout.client().token("HUNTER2").build()));
      client.connect(Duration.ofMillis(1));

      log.awaitLine("sign-in refused: broken failed with java.lang.IllegalStateException.");
      assertThat(log.text()).doesNotContain("HUNTER2");
      assertThat(callout.server.log()).doesNotContain("HUNTER2");
      assertThat(responder.statistics().refused(Refusal.VERIFIER_FAILED)).isPositive();
    }
  }

  @Test
  void verifiersAreAskedInOrderUntilOneTakesTheToken() throws Exception {
    try (CapturedLog log = new CapturedLog()) {
      callout.responder(
          callout
              .config()
              .verifiers(
                  ((Verifier) attempt -> Verdict.notMine("it is not red")).named("red"),
                  ((Verifier)
                          attempt ->
                              attempt.token().orElse("").equals("green")
                                  ? IN
                                  : Verdict.notMine("it is not green"))
                      .named("green")));

      callout.connected("green");
      log.awaitLine("INFO NATS -> sign-in accepted: 'svc:a' by green in");
      callout.connecting("blue");
      log.awaitLine(
          "No verifier takes this sign-in as its own (red: it is not red; green: it is not"
              + " green).");
    }
  }

  @Test
  void anObserverIsToldOfEverySignInAndMayFail() throws Exception {
    List<String> told = new java.util.concurrent.CopyOnWriteArrayList<>();
    CalloutObserver observer =
        new CalloutObserver() {
          @Override
          public void accepted(String userId, String verifier, Duration duration) {
            told.add("accepted " + userId + " by " + verifier);
            throw new IllegalStateException("a broken observer");
          }

          @Override
          public void refused(Refusal refusal, String reason, Duration duration) {
            told.add("refused " + refusal);
          }
        };
    callout.responder(
        callout
            .config()
            .observer(observer)
            .verifiers(
                ((Verifier)
                        attempt ->
                            attempt.token().orElse("").equals("good")
                                ? Verdict.service("a.b", Permissions.publish("x.{userId}"))
                                : IN)
                    .named("mine")));

    callout.connected("other");
    callout.connecting("good");

    await()
        .atMost(LONG)
        .until(() -> told.contains("accepted svc:a by mine") && told.contains("refused USER_ID"));
  }
}
