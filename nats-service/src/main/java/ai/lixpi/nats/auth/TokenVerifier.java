package ai.lixpi.nats.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ai.lixpi.nats.InvalidCredentialsException;
import ai.lixpi.nats.auth.InvalidTokenException.Reason;
import ai.lixpi.nats.auth.SelfIssuedJwt.Claims;
import ai.lixpi.nats.auth.SelfIssuedJwt.Issuer;
import ai.lixpi.nats.internal.NKeyText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes a token apart and refuses it at the first thing that is not as it must be. */
final class TokenVerifier {
  private static final int MAX_CHARS = 8 * 1024;
  private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]*");
  private static final String CLOCKS =
      " If the service has signed it just now, its clock or the one of this machine is wrong.";

  private final Collection<Issuer> issuers;
  private final Clock clock;

  TokenVerifier(Collection<Issuer> issuers, Clock clock) {
    this.issuers = issuers;
    this.clock = clock;
  }

  Claims verify(@Nullable String token) {
    String[] parts = parts(token);
    // Compared as text: the algorithm is never read from a header that anybody can write
    if (!parts[0].equals(SelfIssuedJwt.HEADER)) {
      throw new InvalidTokenException(
          Reason.WRONG_HEADER,
          "The token's header is not {\"typ\":\"JWT\",\"alg\":\"EdDSA\"}: only self-issued JWTs"
              + " signed with Ed25519 are taken.");
    }
    TokenClaims claims = TokenClaims.read(decoded(parts[1]));
    String issuer = issuer(claims);
    if (!NKey.verify(issuer, (parts[0] + "." + parts[1]).getBytes(US_ASCII), decoded(parts[2]))) {
      throw new InvalidTokenException(
          Reason.WRONG_SIGNATURE,
          "The token names the issuer "
              + issuer
              + " but is not signed by it, or was changed after signing.");
    }
    return judged(claims, issuer);
  }

  private static String[] parts(@Nullable String token) {
    if (token == null || token.isEmpty()) {
      throw new InvalidTokenException(
          Reason.EMPTY, "There is no token: the client must send one as auth_token.");
    }
    if (token.length() > MAX_CHARS) {
      throw new InvalidTokenException(
          Reason.TOO_LONG,
          "The token has "
              + token.length()
              + " characters, more than the "
              + MAX_CHARS
              + " allowed.");
    }
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw new InvalidTokenException(
          Reason.NOT_THREE_PARTS,
          "The token has "
              + parts.length
              + " part(s) where a JWT has three: header, claims and signature.");
    }
    return parts;
  }

  private static byte[] decoded(String part) {
    byte[] bytes = null;
    if (BASE64URL.matcher(part).matches()) {
      try {
        bytes = Base64.getUrlDecoder().decode(part);
      } catch (IllegalArgumentException e) {
        // a length that no encoder writes
      }
    }
    if (bytes == null
        || !Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
      throw new InvalidTokenException(
          Reason.NOT_BASE64URL, "A part of the token is not base64url without padding.");
    }
    return bytes;
  }

  private String issuer(TokenClaims claims) {
    String issuer = claims.text("iss");
    try {
      NKeyText.decodePublic(NKeyText.USER, issuer);
    } catch (InvalidCredentialsException e) {
      throw new InvalidTokenException(
          Reason.NO_ISSUER, "The token's claim 'iss' is missing or no public NKey of a user.");
    }
    if (issuer == null || issuers.stream().noneMatch(each -> each.publicKey().equals(issuer))) {
      throw new InvalidTokenException(
          Reason.UNKNOWN_ISSUER, "The token's issuer " + issuer + " is not on the list.");
    }
    return issuer;
  }

  private Claims judged(TokenClaims claims, String issuer) {
    String subject = claims.text("sub");
    if (subject == null || subject.isEmpty()) {
      throw new InvalidTokenException(
          Reason.NO_SUBJECT, "The token of " + issuer + " names no user in its claim 'sub'.");
    }
    if (issuers.stream()
        .noneMatch(each -> each.publicKey().equals(issuer) && each.userId().equals(subject))) {
      throw new InvalidTokenException(
          Reason.WRONG_SUBJECT,
          "The token of " + issuer + " names a user for which this key is not on the list.");
    }
    if (claims.has("aud")) {
      throw new InvalidTokenException(
          Reason.WRONG_AUDIENCE,
          "The token of " + issuer + " is meant for an audience: self-issued JWTs have none.");
    }
    Optional<Instant> issuedAt = claims.time("iat");
    Instant expiresAt =
        claims
            .time("exp")
            .orElseThrow(
                () ->
                    new InvalidTokenException(
                        Reason.NO_EXPIRY,
                        "The token of " + issuer + " has no claim 'exp': it must expire."));
    judgeTimes(issuer, expiresAt, claims.time("nbf"));
    return new Claims(subject, issuer, issuedAt, expiresAt);
  }

  private void judgeTimes(String issuer, Instant expiresAt, Optional<Instant> notBefore) {
    Instant now = clock.instant();
    if (!now.isBefore(expiresAt.plus(SelfIssuedJwt.CLOCK_SKEW))) {
      throw new InvalidTokenException(
          Reason.EXPIRED,
          "The token of "
              + issuer
              + " expired "
              + Duration.between(expiresAt, now).toSeconds()
              + " s ago by the clock of this machine, with "
              + SelfIssuedJwt.CLOCK_SKEW.toSeconds()
              + " s of skew allowed."
              + CLOCKS);
    }
    if (notBefore.isPresent() && now.isBefore(notBefore.get().minus(SelfIssuedJwt.CLOCK_SKEW))) {
      throw new InvalidTokenException(
          Reason.NOT_YET_VALID,
          "The token of "
              + issuer
              + " is valid only in "
              + Duration.between(now, notBefore.get()).toSeconds()
              + " s by the clock of this machine, with "
              + SelfIssuedJwt.CLOCK_SKEW.toSeconds()
              + " s of skew allowed."
              + CLOCKS);
    }
  }
}
