package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.ConnectionState;
import ai.lixpi.nats.CredentialsRejectedException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A5: whatever the responder does, the client goes on trying and recovers by itself. */
@ParameterizedClass
@EnumSource(names = {"NEWEST_SEALED", "OLD_PLAIN"})
class RecoveryTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Tokens orders = new Tokens("svc:orders");
  private final CalloutServer callout;

  RecoveryTest(Kind kind) {
    callout = CalloutServer.start(kind);
  }

  @AfterEach
  void stop() {
    callout.close();
  }

  private NatsService client() {
    NatsService service =
        callout.closing(
            NatsService.create(
                callout.client().credentials(Credentials.tokenSupplier(orders::good)).build()));
    service.connect(Duration.ofMillis(1));
    return service;
  }

  private AuthCallout responder(Verifier verifier) {
    return callout.responder(callout.config().verifiers(verifier));
  }

  private Verifier good() {
    return SelfIssuedVerifier.of(orders.mayUse("orders.>"));
  }

  private static void awaitRefusals(NatsService client, int count) {
    await().atMost(LONG).until(() -> client.status().failedAttempts() >= count);
    assertThat(client.status().state()).isEqualTo(ConnectionState.CONNECTING);
    assertThat(client.status().lastFailure())
        .containsInstanceOf(CredentialsRejectedException.class);
  }

  @Test
  void aResponderThatStartsLaterIsFound() {
    NatsService client = client();
    await().atMost(LONG).until(() -> client.status().failedAttempts() >= 2);
    assertThat(client.status().state()).isEqualTo(ConnectionState.CONNECTING);

    responder(good());

    client.awaitConnected(LONG);
  }

  @Test
  @Tag("long")
  void aResponderThatComesBackTenSecondsAfterTheServerIsFound() throws Exception {
    AuthCallout first = responder(good());
    NatsService client = client();
    client.awaitConnected(LONG);
    first.close();
    callout.server.restart();
    long restarted = System.nanoTime();
    await().atMost(LONG).until(() -> client.status().failedAttempts() >= 3);
    await().atMost(LONG).until(() -> System.nanoTime() - restarted > 10_000_000_000L);
    assertThat(client.status().state()).isEqualTo(ConnectionState.RECONNECTING);

    responder(good());

    client.awaitConnected(LONG);
  }

  @Test
  void anEmptyAnswerIsARefusalAfterWhichItGoesOn() {
    NatsService empty = callout.closing(NatsService.connect(callout.responderConnection()));
    empty.reply(
        DefaultAuthCallout.SUBJECT,
        byte[].class,
        (data, message) -> new byte[0],
        ai.lixpi.nats.SubscriptionOptions.queue("auth-callout"));
    NatsService client = client();
    awaitRefusals(client, 2);

    empty.close();
    responder(good());

    client.awaitConnected(LONG);
  }

  @Test
  void aVerifierThatHangsIsGivenUpAndTheClientComesInWhenItNoLongerDoes() throws Exception {
    CountDownLatch forever = new CountDownLatch(1);
    AtomicBoolean hangs = new AtomicBoolean(true);
    Verifier verifier = good();
    try (CapturedLog log = new CapturedLog()) {
      AuthCallout responder =
          responder(
              new Verifier() {
                @Override
                public Verdict verify(SignInAttempt attempt) throws Exception {
                  while (hangs.get() && forever.getCount() > 0) {
                    try {
                      forever.await();
                    } catch (InterruptedException e) {
                      // as code that takes no notice of interrupts
                    }
                  }
                  return verifier.verify(attempt);
                }

                @Override
                public String name() {
                  return "stubborn";
                }
              });
      NatsService client = client();
      awaitRefusals(client, 2);
      log.awaitLine("stubborn had not decided after 1500 ms and was given up.");
      log.awaitLine("ERROR NATS -> the verifier stubborn hangs: 2 of its calls were given up");
      assertThat(responder.statistics().refused(Refusal.VERIFIER_HANGS)).isPositive();
      await()
          .atMost(LONG)
          .until(() -> callout.server.log().contains("stubborn had not decided after 1500 ms"));

      hangs.set(false);
      forever.countDown();

      client.awaitConnected(LONG);
      await().atMost(LONG).until(() -> responder.statistics().hanging() == 0);
    }
  }
}
