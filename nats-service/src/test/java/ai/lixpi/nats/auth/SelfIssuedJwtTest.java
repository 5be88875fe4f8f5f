package ai.lixpi.nats.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.InvalidCredentialsException;
import ai.lixpi.nats.auth.TokenVectors.Vector;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelfIssuedJwtTest {
  private static final String SEED = "SUAAOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBZ5FE";

  static Stream<Vector> npm() {
    return TokenVectors.npm();
  }

  static Stream<Vector> pypi() {
    return TokenVectors.pypi();
  }

  @ParameterizedTest
  @MethodSource("npm")
  @DisplayName("A1 a token equals the one of the npm package byte for byte")
  void tokenEqualsTheOneOfTheNpmPackage(Vector vector) {
    assertThat(vector.ours()).isEqualTo(vector.token());
  }

  @ParameterizedTest
  @MethodSource("pypi")
  @DisplayName("A1 a token equals the one of the PyPI package, which escapes what is not ASCII")
  void tokenHasTheClaimsOfThePypiPackage(Vector vector) throws IOException {
    String ours = vector.ours();
    assertThat(claims(ours)).isEqualTo(claims(vector.token()));
    if (vector.userId().chars().allMatch(c -> c < 128)) {
      assertThat(ours).isEqualTo(vector.token());
    }
  }

  private static JsonNode claims(String token) throws IOException {
    return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
  }

  @ParameterizedTest
  @MethodSource({"npm", "pypi"})
  @DisplayName("A1 the tokens of both packages are verified")
  void tokensOfBothPackagesAreVerified(Vector vector) {
    Instant issued = Instant.ofEpochSecond(vector.iat());
    Instant expires = issued.plus(Duration.ofHours(vector.hours()));

    assertThat(
            SelfIssuedJwt.verify(
                vector.token(), List.of(vector.issuer()), Clock.fixed(issued, ZoneOffset.UTC)))
        .isEqualTo(
            new SelfIssuedJwt.Claims(
                vector.userId(), vector.issuer().publicKey(), Optional.of(issued), expires));
  }

  @Test
  void tokenLivesForAnHourUnlessSaidOtherwise() throws IOException {
    JsonNode anHour = claims(SelfIssuedJwt.issue(SEED, "svc"));
    JsonNode aMinute = claims(SelfIssuedJwt.issue(SEED, "svc", Duration.ofMinutes(1)));

    assertThat(anHour.get("exp").asLong() - anHour.get("iat").asLong()).isEqualTo(3600);
    assertThat(aMinute.get("exp").asLong() - aMinute.get("iat").asLong()).isEqualTo(60);
    assertThat(Instant.ofEpochSecond(anHour.get("iat").asLong()))
        .isBetween(Instant.now().minusSeconds(30), Instant.now());
  }

  static Stream<Arguments> wrongUserIds() {
    return Stream.of(
        Arguments.of("", "The user id is empty."),
        Arguments.of(" ", "The user id is empty."),
        Arguments.of("svc\n", "a line break or another control character at position 3"),
        Arguments.of("a\u0000", "control character at position 1"),
        Arguments.of("a\u007f", "control character at position 1"),
        Arguments.of("a\u0085", "control character at position 1"),
        Arguments.of("a\ud83d", "a lone surrogate at position 1"),
        Arguments.of("\ude00a", "a lone surrogate at position 0"),
        Arguments.of("x".repeat(1025), "has 1025 bytes"));
  }

  @ParameterizedTest
  @MethodSource("wrongUserIds")
  @DisplayName("A2, S3 a user id that can't work is refused with a sentence")
  void wrongUserIdIsRefused(String userId, String sentence) {
    assertThatThrownBy(() -> SelfIssuedJwt.issue(SEED, userId))
        .isInstanceOf(InvalidCredentialsException.class)
        .hasMessageContaining(sentence)
        .hasMessageContaining("like 'svc:orders'")
        .hasMessageNotContaining(SEED);
  }

  @ParameterizedTest
  @EnumSource(value = NKey.Role.class, names = "USER", mode = EnumSource.Mode.EXCLUDE)
  @DisplayName("A2, S3 a seed of another role is refused")
  void seedOfAnotherRoleIsRefused(NKey.Role role) {
    try (NKey key = NKey.generate(role)) {
      String seed = new String(key.seed());
      assertThatThrownBy(() -> SelfIssuedJwt.issue(seed, "svc"))
          .isInstanceOf(InvalidCredentialsException.class)
          .hasMessageContaining("does not sign in: give the seed of a user")
          .hasMessageNotContaining(seed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.5S", "P400D"})
  void expiryThatCanNotWorkIsRefused(Duration expiry) {
    assertThatThrownBy(() -> SelfIssuedJwt.issue(SEED, "svc", expiry))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("expiry is " + expiry);
  }

  @Test
  @DisplayName("S3 quotes and line separators of a user id add nothing to the claims")
  void userIdIsEscaped() throws IOException {
    String userId = "x\",\"sub\":\"admin\",\"\\\u2028\u00e9😀/<>&'";
    String token = SelfIssuedJwt.issue(SEED, userId);

    assertThat(claims(token).get("sub").asText()).isEqualTo(userId);
    assertThat(claims(token)).hasSize(4);
    assertThat(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8))
        .startsWith("{\"sub\":\"x\\\",\\\"sub\\\":\\\"admin\\\",\\\"\\\\\u2028\u00e9😀/<>&'\",");
  }
}
