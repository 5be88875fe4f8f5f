package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Providers that replace their keys, are down, or slow. */
class OidcProviderTest {
  private static final Duration DEADLINE = Duration.ofMillis(1_500);

  private final OidcProvider provider = new OidcProvider();
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void stop() {
    gate.countDown();
    provider.close();
  }

  private static Verdict verdict(Verifier verifier, String token) {
    SignInAttempt.Parts parts = new SignInAttempt.Parts();
    parts.token = token;
    parts.serverTime = Instant.now();
    try {
      return verifier.verify(new SignInAttempt(parts));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String refusal(Verifier verifier, String token) {
    Verdict verdict = verdict(verifier, token);
    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    return ((Verdict.Refused) verdict).reason();
  }

  private static void awaitAccepted(Verifier verifier, String token) {
    await()
        .atMost(CalloutServer.LONG)
        .until(() -> verdict(verifier, token) instanceof Verdict.Accepted);
  }

  @Test
  void keysThatTheProviderHasReplacedAreFetchedAndTheOldOnesTakenNoMore() {
    Verifier verifier = provider.verifier();
    String old = provider.token();
    assertThat(verdict(verifier, old)).isInstanceOf(Verdict.Accepted.class);

    provider.rotate();

    awaitAccepted(verifier, provider.token());
    assertThat(refusal(verifier, old)).contains("no matching key");
  }

  @Test
  void tokensWithKeysThatNobodyKnowsDoNotMakeItAskTheProviderAllTheTime() {
    Verifier verifier = provider.verifier();
    try (OidcProvider stranger = new OidcProvider()) {
      String unknown = stranger.token();

      for (int i = 0; i < 100; i++) {
        assertThat(refusal(verifier, unknown)).contains("no matching key");
      }
    }

    assertThat(provider.fetches).hasValueLessThanOrEqualTo(2);
  }

  @Test
  void aProviderThatIsDownAtTheStartIsAskedAgain() {
    provider.goDown();
    Verifier verifier = provider.verifier();
    assertThat(refusal(verifier, provider.token()))
        .contains("keys of the OpenID provider could not be had (ConnectException)");

    provider.comeBack();

    awaitAccepted(verifier, provider.token());
  }

  @Test
  void anAnswerThatHoldsNoKeysIsToldAsWhatItIs() {
    provider.answers(
        exchange -> {
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });

    assertThat(refusal(provider.verifier(), provider.token())).contains("(HTTP status 503)");
  }

  @Test
  void anAnswerWithoutEndHoldsNobodyUpUntilTheDeadline() {
    provider.answers(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          while (gate.getCount() > 0) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            awaitGate(Duration.ofMillis(50));
          }
        });
    long begin = System.nanoTime();

    assertThat(refusal(provider.verifier(), provider.token())).contains("(no answer within 1000");

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(DEADLINE);
  }

  private void awaitGate(Duration limit) {
    try {
      gate.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      gate.countDown();
    }
  }

  private NatsService client(CalloutServer callout, Credentials credentials) {
    NatsService service =
        callout.closing(NatsService.create(callout.client().credentials(credentials).build()));
    service.connect(Duration.ofMillis(1));
    return service;
  }

  @Test
  void aProviderThatIsSlowCostsItsUsersARefusalWithAReasonAndNobodyElseAnything() throws Exception {
    Tokens orders = new Tokens("svc:orders");
    provider.answers(
        exchange -> {
          awaitGate(CalloutServer.LONG);
          provider.answer(exchange);
        });
    try (CalloutServer callout =
            CalloutServer.start(
                Kind.NEWEST_SEALED, text -> text.replace("timeout: 2", "timeout: 30"));
        CapturedLog log = new CapturedLog()) {
      AuthCallout responder =
          callout.responder(
              callout
                  .config()
                  .concurrency(4)
                  .verifierDeadline(Duration.ofSeconds(20))
                  .verifiers(
                      provider.verifier(), SelfIssuedVerifier.of(orders.mayUse("orders.>"))));
      responder.awaitSelfTest(CalloutServer.LONG);

      List<NatsService> users = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        users.add(client(callout, Credentials.tokenSupplier(provider::token)));
      }
      List<NatsService> services =
          Stream.generate(() -> client(callout, Credentials.tokenSupplier(orders::good)))
              .limit(8)
              .toList();
      services.forEach(service -> service.awaitConnected(CalloutServer.LONG));
      log.awaitLine("keys of the OpenID provider could not be had (no answer within 1000 ms)");
      await()
          .atMost(CalloutServer.LONG)
          .until(() -> users.stream().allMatch(user -> user.status().failedAttempts() > 0));

      assertThat(responder.statistics().refused(Refusal.VERIFIER_HANGS)).isZero();
      assertThat(responder.statistics().refused(Refusal.OVERLOADED)).isZero();
      assertThat(services).allMatch(service -> service.status().failedAttempts() == 0);

      gate.countDown();

      users.forEach(user -> user.awaitConnected(Duration.ofMinutes(2)));
    }
  }

  @Test
  void keysServeForAnHourMoreWhileTheProviderIsDownAndNoLonger() throws Exception {
    AtomicLong now = new AtomicLong();
    OidcKeys keys = new OidcKeys(provider.address(), now::get);
    JWKSelector any = new JWKSelector(new JWKMatcher.Builder().build());
    assertThat(keys.get(any, null)).hasSize(1);
    provider.goDown();

    now.set(OidcKeys.USABLE.toNanos() - 1);
    assertThat(keys.get(any, null)).hasSize(1);

    now.set(OidcKeys.USABLE.plus(OidcKeys.BETWEEN_FETCHES).toNanos());
    assertThatThrownBy(() -> keys.get(any, null)).hasMessage("ConnectException");
  }

  @Test
  void keysThatAreMinutesOldAreFetchedAnew() throws Exception {
    AtomicLong now = new AtomicLong();
    OidcKeys keys = new OidcKeys(provider.address(), now::get);
    JWKSelector any = new JWKSelector(new JWKMatcher.Builder().build());
    String first = keys.get(any, null).get(0).getKeyID();
    provider.rotate();

    now.set(OidcKeys.FRESH.toNanos() - 1);
    assertThat(keys.get(any, null)).extracting(JWK::getKeyID).containsExactly(first);

    now.set(OidcKeys.FRESH.toNanos());
    assertThat(keys.get(any, null)).extracting(JWK::getKeyID).doesNotContain(first);
  }
}
