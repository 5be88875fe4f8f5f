package ai.lixpi.nats.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.lixpi.nats.InvalidCredentialsException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.auth.InvalidTokenException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final NKey KEY =
      NKey.fromSeed("SUAAOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBZ5FE");
  private static final NKey STRANGER = NKey.generate(NKey.Role.USER);
  private static final NKey NEIGHBOUR = NKey.generate(NKey.Role.USER);
  private static final List<SelfIssuedJwt.Issuer> LIST =
      List.of(
          new SelfIssuedJwt.Issuer(NEIGHBOUR.publicKey(), "svc:neighbour"),
          new SelfIssuedJwt.Issuer(KEY.publicKey(), "svc:orders"),
          new SelfIssuedJwt.Issuer(KEY.publicKey(), "svc:second"));
  private static final String HEADER = "{\"typ\":\"JWT\",\"alg\":\"EdDSA\"}";
  private static final String GOOD = issue(KEY, "svc:orders");

  private static String issue(NKey key, String userId) {
    return SelfIssuedJwt.issue(key, userId, Duration.ofHours(1), NOW);
  }

  private static SelfIssuedJwt.Claims verify(String token, Instant now) {
    return SelfIssuedJwt.verify(token, LIST, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String signed(String header, byte[] claims) {
    String head = base64(header.getBytes(UTF_8)) + "." + base64(claims);
    return head + "." + base64(KEY.sign(head.getBytes(UTF_8)));
  }

  private static String signed(String header, String claims) {
    return signed(header, claims.getBytes(UTF_8));
  }

  /** Well signed claims; {@code @} stands for the right issuer. */
  private static String claims(String json) {
    return signed(
        HEADER, json.replace('\'', '"').replace("@", "\"iss\":\"" + KEY.publicKey() + "\""));
  }

  private static String part(int number) {
    return GOOD.split("\\.", -1)[number];
  }

  private static String other(String text, int at) {
    return text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1);
  }

  static Stream<Arguments> refused() {
    String none = "{\"typ\":\"JWT\",\"alg\":\"none\"}";
    String changed =
        base64(
            ("{\"sub\":\"svc:second\",\"iss\":\"" + KEY.publicKey() + "\",\"iat\":1,\"exp\":9e9}")
                .getBytes(UTF_8));
    return Stream.of(
        Arguments.of("no token", "", Reason.EMPTY),
        Arguments.of("1 MB", "x".repeat(1 << 20), Reason.TOO_LONG),
        Arguments.of("1 MB of dots", ".".repeat(1 << 20), Reason.TOO_LONG),
        Arguments.of("2 parts", part(0) + "." + part(1), Reason.NOT_THREE_PARTS),
        Arguments.of("4 parts", GOOD + ".x", Reason.NOT_THREE_PARTS),
        Arguments.of("a trailing dot", GOOD + ".", Reason.NOT_THREE_PARTS),
        Arguments.of("padded signature", GOOD + "==", Reason.NOT_BASE64URL),
        Arguments.of(
            "padded claims", GOOD.replace("." + part(2), "=." + part(2)), Reason.NOT_BASE64URL),
        Arguments.of("standard base64", part(0) + ".ab+/." + part(2), Reason.NOT_BASE64URL),
        Arguments.of("a line break", GOOD + "\n", Reason.NOT_BASE64URL),
        Arguments.of("bits behind the end", part(0) + ".e31." + part(2), Reason.NOT_BASE64URL),
        Arguments.of(
            "alg none, unsigned",
            base64(none.getBytes(UTF_8)) + "." + part(1) + ".",
            Reason.WRONG_HEADER),
        Arguments.of("alg none, well signed", signed(none, "{}"), Reason.WRONG_HEADER),
        Arguments.of(
            "alg HS256", signed(HEADER.replace("EdDSA", "HS256"), "{}"), Reason.WRONG_HEADER),
        Arguments.of(
            "alg ed25519-nkey",
            signed(HEADER.replace("EdDSA", "ed25519-nkey"), "{}"),
            Reason.WRONG_HEADER),
        Arguments.of("no header", "." + part(1) + "." + part(2), Reason.WRONG_HEADER),
        Arguments.of("claims are no JSON", claims("sub"), Reason.MALFORMED_CLAIMS),
        Arguments.of("claims are empty", claims(""), Reason.MALFORMED_CLAIMS),
        Arguments.of("claims are a list", claims("[]"), Reason.MALFORMED_CLAIMS),
        Arguments.of(
            "claims are cut off", claims("{'sub':'svc:orders',@"), Reason.MALFORMED_CLAIMS),
        Arguments.of("something behind the claims", claims("{@} {}"), Reason.MALFORMED_CLAIMS),
        Arguments.of(
            "a claim twice",
            claims("{@,'sub':'svc:orders','sub':'svc:second','exp':9e9}"),
            Reason.MALFORMED_CLAIMS),
        Arguments.of(
            "a nested claim",
            claims("{@,'sub':'svc:orders','x':{},'exp':9e9}"),
            Reason.MALFORMED_CLAIMS),
        Arguments.of(
            "2000 nested lists", claims("{'x':" + "[".repeat(2000)), Reason.MALFORMED_CLAIMS),
        Arguments.of(
            "a number of 2000 digits",
            claims("{'x':" + "1".repeat(2000) + "}"),
            Reason.MALFORMED_CLAIMS),
        Arguments.of(
            "claims are no UTF-8",
            signed(HEADER, new byte[] {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'}),
            Reason.MALFORMED_CLAIMS),
        Arguments.of("no issuer", claims("{'sub':'svc:orders','exp':9e9}"), Reason.NO_ISSUER),
        Arguments.of(
            "issuer is a number",
            claims("{'iss':1,'sub':'svc:orders','exp':9e9}"),
            Reason.NO_ISSUER),
        Arguments.of(
            "issuer is no key",
            claims("{'iss':'U','sub':'svc:orders','exp':9e9}"),
            Reason.NO_ISSUER),
        Arguments.of("unknown issuer", issue(STRANGER, "svc:orders"), Reason.UNKNOWN_ISSUER),
        Arguments.of("changed signature", other(GOOD, GOOD.length() - 40), Reason.WRONG_SIGNATURE),
        Arguments.of("no signature", part(0) + "." + part(1) + ".", Reason.WRONG_SIGNATURE),
        Arguments.of(
            "longer signature",
            part(0) + "." + part(1) + "." + base64(new byte[65]),
            Reason.WRONG_SIGNATURE),
        Arguments.of(
            "changed claims", part(0) + "." + changed + "." + part(2), Reason.WRONG_SIGNATURE),
        Arguments.of(
            "signed by another on the list",
            part(0) + "." + part(1) + "." + issue(NEIGHBOUR, "svc:orders").split("\\.", -1)[2],
            Reason.WRONG_SIGNATURE),
        Arguments.of("no subject", claims("{@,'exp':9e9}"), Reason.NO_SUBJECT),
        Arguments.of("subject is a number", claims("{@,'sub':7,'exp':9e9}"), Reason.NO_SUBJECT),
        Arguments.of("other subject", issue(KEY, "svc:neighbour"), Reason.WRONG_SUBJECT),
        Arguments.of(
            "an audience",
            claims("{@,'sub':'svc:orders','exp':9e9,'aud':'x'}"),
            Reason.WRONG_AUDIENCE),
        Arguments.of("no exp", claims("{@,'sub':'svc:orders'}"), Reason.NO_EXPIRY),
        Arguments.of(
            "exp is text",
            claims("{@,'sub':'svc:orders','exp':'9000000000'}"),
            Reason.MALFORMED_TIME),
        Arguments.of(
            "exp is null", claims("{@,'sub':'svc:orders','exp':null}"), Reason.MALFORMED_TIME),
        Arguments.of(
            "exp is beyond all time",
            claims("{@,'sub':'svc:orders','exp':1e400}"),
            Reason.MALFORMED_TIME),
        Arguments.of(
            "exp is negative", claims("{@,'sub':'svc:orders','exp':-1}"), Reason.MALFORMED_TIME),
        Arguments.of(
            "iat is text",
            claims("{@,'sub':'svc:orders','exp':9e9,'iat':'x'}"),
            Reason.MALFORMED_TIME),
        Arguments.of("expired", claims("{@,'sub':'svc:orders','exp':1699999940}"), Reason.EXPIRED),
        Arguments.of(
            "not yet valid",
            claims("{@,'sub':'svc:orders','exp':9e9,'nbf':1700000061}"),
            Reason.NOT_YET_VALID));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  @DisplayName("A3, S5 a token is refused with its reason")
  void tokenIsRefusedWithItsReason(String what, String token, Reason reason) {
    InvalidTokenException failure =
        catchThrowableOfType(InvalidTokenException.class, () -> verify(token, NOW));

    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(failure).hasNoCause();
    assertThat(failure.getMessage()).as("cause and remedy").matches(".+\\. [A-Z].+\\.");
    if (token.length() > 200) {
      assertThat(failure.getMessage()).doesNotContain(token.substring(50, 80));
    }
  }

  @Test
  void everyReasonHasACase() {
    assertThat(refused().map(each -> each.get()[2]).distinct())
        .containsExactlyInAnyOrder((Object[]) Reason.values());
  }

  @Test
  @DisplayName("A3 60 s of clock skew are allowed and no more")
  void sixtySecondsOfSkewAreAllowedAndNoMore() {
    Instant expiry = NOW.plusSeconds(3600);
    assertThat(verify(GOOD, expiry.plusSeconds(60).minusMillis(1)).userId())
        .isEqualTo("svc:orders");
    assertThat(reason(GOOD, expiry.plusSeconds(60))).isEqualTo(Reason.EXPIRED);

    String later = claims("{@,'sub':'svc:second','exp':9e9,'nbf':1700000060}");
    assertThat(verify(later, NOW).userId()).isEqualTo("svc:second");
    assertThat(reason(later, NOW.minusMillis(1))).isEqualTo(Reason.NOT_YET_VALID);
  }

  private static Reason reason(String token, Instant now) {
    return catchThrowableOfType(InvalidTokenException.class, () -> verify(token, now)).reason();
  }

  @ParameterizedTest
  @ValueSource(longs = {-600, 600, -86_400})
  @DisplayName("S4 when a token was issued is not judged")
  void timeOfIssueIsNotJudged(long offset) {
    String token =
        claims("{@,'sub':'svc:orders','exp':1700003600,'iat':" + (1_700_000_000 + offset) + "}");

    assertThat(verify(token, NOW).issuedAt()).hasValue(NOW.plusSeconds(offset));
    assertThat(verify(claims("{@,'sub':'svc:orders','exp':1700003600}"), NOW).issuedAt()).isEmpty();
  }

  @Test
  @DisplayName("S4 a refusal that the clocks explain says so")
  void refusalThatTheClocksExplainSaysSo() {
    InvalidTokenException expired =
        catchThrowableOfType(
            InvalidTokenException.class, () -> verify(GOOD, NOW.plusSeconds(3600 + 600)));
    assertThat(expired)
        .hasMessage(
            "The token of "
                + KEY.publicKey()
                + " expired 600 s ago by the clock of this machine, with 60 s of skew allowed. If the"
                + " service has signed it just now, its clock or the one of this machine is wrong."
                + " Have the service sign a fresh one for each attempt to connect.");
  }

  @Test
  void claimsThatNobodyKnowsAreNoReason() {
    assertThat(verify(claims("{@,'sub':'svc:orders','exp':1700003600.5,'jti':'x','y':true}"), NOW))
        .isEqualTo(
            new SelfIssuedJwt.Claims(
                "svc:orders", KEY.publicKey(), java.util.Optional.empty(), NOW.plusSeconds(3600)));
  }

  @Test
  void listOfIssuersHasPublicKeysOfUsersOnly() {
    try (NKey account = NKey.generate(NKey.Role.ACCOUNT)) {
      for (String key : new String[] {account.publicKey(), new String(KEY.seed()), "", "U"}) {
        Assertions.assertThatThrownBy(() -> new SelfIssuedJwt.Issuer(key, "svc"))
            .isInstanceOf(InvalidCredentialsException.class);
      }
      Assertions.assertThatThrownBy(() -> new SelfIssuedJwt.Issuer(KEY.publicKey(), "\n"))
          .isInstanceOf(InvalidCredentialsException.class);
    }
  }
}
