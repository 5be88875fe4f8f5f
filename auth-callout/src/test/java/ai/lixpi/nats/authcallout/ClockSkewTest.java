package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** S4: clocks that differ. */
class ClockSkewTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final Tokens orders = new Tokens("svc:orders");
  private final CalloutServer callout = CalloutServer.start(Kind.NEWEST_SEALED);

  @AfterEach
  void stop() {
    callout.close();
  }

  private void responder(Clock clock) {
    AuthCallout responder =
        callout.responder(
            callout
                .config()
                .clock(clock)
                .userJwtLifetime(
                    Duration.ofMinutes(5)) // over before it began on a clock that is slow
                .verifiers(SelfIssuedVerifier.of(List.of(orders.mayUse("orders.>")), clock)));
    responder.awaitSelfTest(CalloutServer.LONG);
  }

  private static Clock ahead(Duration by) {
    return Clock.offset(Clock.systemUTC(), by);
  }

  @Test
  void aResponderWhoseClockIsFastSaysSoWhenItRefuses() {
    responder(ahead(TEN_MINUTES));
    try (CapturedLog log = new CapturedLog()) {
      NatsService client = callout.connecting(orders.living(Duration.ofMinutes(5)));

      assertThat(log.awaitLine("expired")).contains("ahead of the nats-server's: set them by NTP");
      assertThat(client.isConnected()).isFalse();
    }
  }

  @Test
  void aResponderWhoseClockIsSlowSaysSoWhenItRefuses() {
    responder(ahead(TEN_MINUTES.negated()));
    try (CapturedLog log = new CapturedLog()) {
      callout.connecting(
          orders.signed(
              Tokens.HEADER,
              orders.claims(
                  ",\"nbf\":"
                      + Instant.now().getEpochSecond()
                      + ",\"exp\":"
                      + Tokens.in(Duration.ofHours(1)))));

      assertThat(log.awaitLine("is valid only in"))
          .contains("behind the nats-server's: set them by NTP");
    }
  }

  @Test
  void aClientWhoseClockIsSlowIsToldApart() {
    responder(Clock.systemUTC());
    try (CapturedLog log = new CapturedLog()) {
      callout.connecting(orders.issuedAt(Instant.now().minus(TEN_MINUTES), Duration.ofMinutes(5)));

      assertThat(log.awaitLine("expired"))
          .contains("its clock or the one of this machine is wrong")
          .doesNotContain("nats-server's");
    }
  }

  @Test
  void whenATokenWasIssuedIsNotJudged() {
    responder(Clock.systemUTC());

    callout.connected(orders.issuedAt(Instant.now().plus(TEN_MINUTES), Duration.ofMinutes(5)));
  }

  @Test
  void sessionsAreDatedOnTheServersClockSoThatTheyLiveAsLongAsTheyShould() {
    responder(ahead(TEN_MINUTES.negated()));

    NatsService client = callout.connected(orders.living(Duration.ofHours(1)));

    client.publish("orders.x", "y");
    client.flush(CalloutServer.LONG);
    assertThat(client.status().reconnects()).isZero();
  }

  @Test
  void aResponderWhoseClockIsFastGivesSessionsTheirLifeAndNoMore() {
    responder(ahead(TEN_MINUTES));

    NatsService client =
        callout.closing(
            NatsService.create(
                callout.client().credentials(Credentials.tokenSupplier(orders::good)).build()));
    client.connect(CalloutServer.LONG);

    // until the server has told, it is what is left of the token
    await()
        .atMost(CalloutServer.LONG)
        .until(() -> left(client).compareTo(Duration.ofMinutes(6)) < 0);
    assertThat(left(client)).isGreaterThan(Duration.ofMinutes(3));
  }

  private static Duration left(NatsService client) {
    return client.status().timeToExpiry().orElse(Duration.ofHours(1));
  }
}
