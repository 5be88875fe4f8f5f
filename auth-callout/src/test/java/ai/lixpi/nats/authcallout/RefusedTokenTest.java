package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.CredentialsRejectedException;
import ai.lixpi.nats.InvalidCredentialsException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A3, S5: each bad token through a real server, its reason in the responder's log. */
@ParameterizedClass
@EnumSource(names = {"NEWEST_SEALED", "OLD_PLAIN"})
class RefusedTokenTest {
  private static final Tokens GOOD = new Tokens("svc:good");
  private static final Tokens OTHER = new Tokens("svc:other");
  private static final Tokens STRANGER = new Tokens("svc:good");
  private static final String EXP = ",\"exp\":" + Tokens.in(Duration.ofHours(1));

  // Mutable state
  @SuppressWarnings("NullAway.Init") // start comes first
  private static CalloutServer callout;

  private final Kind kind;

  RefusedTokenTest(Kind kind) {
    this.kind = kind;
  }

  @BeforeParameterizedClassInvocation
  static void start(Kind kind) {
    callout = CalloutServer.start(kind);
    AuthCallout responder =
        callout.responder(
            callout
                .config()
                .verifiers(SelfIssuedVerifier.of(GOOD.mayUse("good.>"), OTHER.mayUse("other.>"))));
    responder.awaitSelfTest(CalloutServer.LONG);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    callout.close();
  }

  private static String wrongSignature() {
    String good = GOOD.good();
    int at = good.length() - 40;
    String other = good.startsWith("AA", at) ? "BA" : "AA";
    return good.substring(0, at) + other + good.substring(at + 2);
  }

  private static String changedClaims() {
    String[] parts = GOOD.good().split("\\.", -1);
    byte[] claims =
        GOOD.claims(",\"iat\":1" + EXP).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return parts[0] + "." + Tokens.base64(claims) + "." + parts[2];
  }

  static Stream<Arguments> bad() {
    String[] parts = GOOD.good().split("\\.", -1);
    Instant now = Instant.now();
    String none = "{\"typ\":\"JWT\",\"alg\":\"none\"}";
    NKey account = NKey.generate(NKey.Role.ACCOUNT);
    return Stream.of(
        Arguments.of("wrong signature", wrongSignature(), "but is not signed by it"),
        Arguments.of("changed claims", changedClaims(), "but is not signed by it"),
        Arguments.of("unknown issuer", STRANGER.good(), "is not on the list"),
        Arguments.of(
            "account key as issuer",
            Tokens.signed(
                account,
                Tokens.HEADER,
                "{\"sub\":\"svc:good\",\"iss\":\"" + account.publicKey() + "\"" + EXP + "}"),
            "'iss' is missing or no public NKey of a user"),
        Arguments.of(
            "expired", GOOD.issuedAt(now.minusSeconds(1100), Duration.ofSeconds(100)), "expired 1"),
        Arguments.of(
            "no exp", GOOD.signed(Tokens.HEADER, GOOD.claims(",\"iat\":1")), "has no claim 'exp'"),
        Arguments.of(
            "nbf in the future",
            GOOD.signed(
                Tokens.HEADER,
                GOOD.claims(EXP + ",\"nbf\":" + Tokens.in(Duration.ofSeconds(1000)))),
            "is valid only in"),
        Arguments.of(
            "non-numeric exp",
            GOOD.signed(Tokens.HEADER, GOOD.claims(",\"exp\":\"tomorrow\"")),
            "'exp' is no number of seconds"),
        Arguments.of(
            "no sub",
            GOOD.signed(Tokens.HEADER, "{\"iss\":\"" + GOOD.key.publicKey() + "\"" + EXP + "}"),
            "names no user in its claim 'sub'"),
        Arguments.of(
            "other sub",
            GOOD.signed(
                Tokens.HEADER,
                "{\"sub\":\"svc:other\",\"iss\":\"" + GOOD.key.publicKey() + "\"" + EXP + "}"),
            "names a user for which this key is not on the list"),
        Arguments.of(
            "alg none, well signed", GOOD.signed(none, GOOD.claims(EXP)), "only self-issued JWTs"),
        Arguments.of(
            "alg none, unsigned",
            GOOD.signed(none, GOOD.claims(EXP)).replaceAll("[^.]*$", ""),
            "only self-issued JWTs"),
        Arguments.of(
            "other alg",
            GOOD.signed("{\"typ\":\"JWT\",\"alg\":\"HS256\"}", GOOD.claims(EXP)),
            "only self-issued JWTs"),
        Arguments.of("2 parts", parts[0] + "." + parts[1], "has 2 part(s)"),
        Arguments.of("4 parts", GOOD.good() + ".x", "has 4 part(s)"),
        Arguments.of("padded", GOOD.good() + "==", "is not base64url without padding"),
        Arguments.of("no JWT", "hello", "has 1 part(s)"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void isRefusedWithItsReason(String name, String token, String reason) {
    try (CapturedLog log = new CapturedLog();
        NatsService client = callout.connecting(token)) {
      await().atMost(CalloutServer.LONG).until(() -> client.status().lastFailure().isPresent());

      assertThat(client.status().lastFailure())
          .containsInstanceOf(CredentialsRejectedException.class);
      assertThat(log.awaitLine(reason)).startsWith("WARN NATS -> sign-in refused: ");
      assertThat(log.text()).doesNotContain(token);
      assertThat(client.isConnected()).isFalse();
    }
  }

  @Test
  void aTokenOfAMegabyteIsRefusedBeforeItIsSentOrByTheServer() {
    String token = "x".repeat(1 << 20);
    assertThatThrownBy(() -> callout.connecting(token))
        .isInstanceOf(InvalidCredentialsException.class)
        .hasMessageContaining("the token is 1024 KB long");

    NatsService client =
        callout.closing(
            NatsService.create(
                callout
                    .client()
                    .token(token)
                    .jnats(options -> options.maxControlLine(2 << 20))
                    .build()));
    client.connect(Duration.ofMillis(1));

    await().atMost(CalloutServer.LONG).until(() -> client.status().lastFailure().isPresent());
    assertThat(client.isConnected()).isFalse();
  }

  @Test
  void aTokenThatTheServerPassesOnButIsTooLongIsRefusedWithItsReason() {
    try (CalloutServer patient =
            CalloutServer.start(kind, text -> "max_control_line: 64KB\n" + text);
        CapturedLog log = new CapturedLog()) {
      patient
          .responder(patient.config().verifiers(SelfIssuedVerifier.of(GOOD.mayUse("good.>"))))
          .awaitSelfTest(CalloutServer.LONG);

      NatsService client =
          patient.closing(
              NatsService.create(
                  patient
                      .client()
                      .token("x".repeat(10 * 1024))
                      .jnats(options -> options.maxControlLine(64 * 1024))
                      .build()));
      client.connect(Duration.ofMillis(1));

      log.awaitLine("more than the 8192 allowed");
      await().atMost(CalloutServer.LONG).until(() -> client.status().lastFailure().isPresent());
      assertThat(client.status().lastFailure())
          .containsInstanceOf(CredentialsRejectedException.class);
    }
  }

  @Test
  void nothingAtAllIsRefusedWithItsReason() {
    try (CapturedLog log = new CapturedLog();
        NatsService client = NatsService.connect(callout.client().build())) {
      log.awaitLine("No verifier takes this sign-in as its own (self-issued: there is no token)");

      assertThat(client.isConnected()).isFalse();
    }
  }

  @Test
  void sixtySecondsOfSkewAreAllowedAndNoMore() {
    Instant now = Instant.now();
    Tokens good = GOOD;

    try (NatsService inside =
        callout.connecting(good.issuedAt(now.minusSeconds(130), Duration.ofSeconds(100)))) {
      inside.awaitConnected(CalloutServer.LONG);
    }
    try (CapturedLog log = new CapturedLog();
        NatsService outside =
            callout.connecting(good.issuedAt(now.minusSeconds(161), Duration.ofSeconds(100)))) {
      log.awaitLine("with 60 s of skew allowed");
      assertThat(outside.isConnected()).isFalse();
    }
  }
}
