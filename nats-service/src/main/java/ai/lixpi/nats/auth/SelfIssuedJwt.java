package ai.lixpi.nats.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.lixpi.nats.InvalidCredentialsException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.internal.Durations;
import ai.lixpi.nats.internal.Given;
import ai.lixpi.nats.internal.NKeyText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens that a service signs itself with its NKey, and that an auth callout responder verifies: a
 * compact JWS (RFC 7515) with the header {@code {"typ":"JWT","alg":"EdDSA"}} and the claims {@code
 * sub} (the user id), {@code iss} (the public NKey), {@code iat} and {@code exp}, equal byte for
 * byte to those of the TypeScript sibling.
 */
public final class SelfIssuedJwt {
  /** How long a token lives when nothing else is said: an hour. */
  public static final Duration DEFAULT_EXPIRY = Duration.ofHours(1);

  /** How much the clocks of the one who signs and the one who verifies may differ: 60 seconds. */
  public static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  static final String HEADER = base64url("{\"typ\":\"JWT\",\"alg\":\"EdDSA\"}".getBytes(UTF_8));

  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);
  private static final int MAX_USER_ID_BYTES = 1024;

  private SelfIssuedJwt() {}

  /**
   * Who may sign, and as whom: one entry of an allow-list.
   *
   * @param publicKey the public NKey of the service, {@code U...}
   * @param userId the user id that it may sign in with
   */
  public record Issuer(String publicKey, String userId) {
    /**
     * Checks both.
     *
     * @param publicKey the public NKey
     * @param userId the user id
     * @throws InvalidCredentialsException when the key is no public key of a user, or the user id
     *     none that a token could have
     */
    public Issuer {
      NKeyText.decodePublic(NKeyText.USER, Given.nonNull("publicKey", publicKey));
      requireUserId(userId);
    }
  }

  /**
   * What a verified token says.
   *
   * @param userId the user id, from the claim {@code sub}
   * @param publicKey the public NKey that has signed, from the claim {@code iss}
   * @param issuedAt when it was signed by the clock of the service; not judged, so only for display
   * @param expiresAt when it expires
   */
  public record Claims(
      String userId, String publicKey, Optional<Instant> issuedAt, Instant expiresAt) {}

  /**
   * Signs a token that lives for {@link #DEFAULT_EXPIRY}.
   *
   * @param seed the NKey seed of a user, {@code SU...}; not kept
   * @param userId who signs in, like {@code svc:orders}
   * @return the token
   * @throws InvalidCredentialsException when the seed or the user id can't work
   */
  public static String issue(CharSequence seed, String userId) {
    return issue(seed, userId, DEFAULT_EXPIRY);
  }

  /**
   * Signs a token.
   *
   * @param seed the NKey seed of a user, {@code SU...}; not kept
   * @param userId who signs in, like {@code svc:orders}
   * @param expiry how long the token lives, at least a second
   * @return the token
   * @throws InvalidCredentialsException when the seed or the user id can't work
   */
  public static String issue(CharSequence seed, String userId, Duration expiry) {
    try (NKey key = NKey.fromSeed(seed)) {
      return issue(key, userId, expiry, Instant.now());
    }
  }

  /**
   * Signs a token with a key at hand.
   *
   * @param key the NKey of a user
   * @param userId who signs in, like {@code svc:orders}
   * @param expiry how long the token lives, at least a second
   * @param issuedAt the moment from which it lives
   * @return the token
   * @throws InvalidCredentialsException when the key, the user id or the expiry can't work
   */
  public static String issue(NKey key, String userId, Duration expiry, Instant issuedAt) {
    requireUser(key);
    requireUserId(userId);
    requireExpiry(expiry);
    long issued = Given.nonNull("issuedAt", issuedAt).getEpochSecond();
    String claims =
        "{\"sub\":\""
            + userId.replace("\\", "\\\\").replace("\"", "\\\"")
            + "\",\"iss\":\""
            + key.publicKey()
            + "\",\"iat\":"
            + issued
            + ",\"exp\":"
            + (issued + expiry.toSeconds())
            + "}";
    String signed = HEADER + "." + base64url(claims.getBytes(UTF_8));
    String token = signed + "." + base64url(key.sign(signed.getBytes(UTF_8)));
    LOG.info("Generated self-issued JWT for {}, expires in {}", userId, inWords(expiry));
    return token;
  }

  /**
   * Verifies a token: its form, that an issuer on the list has signed it, that it is the user id of
   * that issuer, and that it is valid now, with {@link #CLOCK_SKEW} allowed for. When it was issued
   * is not judged.
   *
   * @param token the token, from anywhere
   * @param issuers who may sign, and as whom
   * @param clock says what time it is
   * @return what it says
   * @throws InvalidTokenException when it is refused, with the reason
   */
  public static Claims verify(String token, Collection<Issuer> issuers, Clock clock) {
    Given.nonNull("issuers", issuers);
    return new TokenVerifier(issuers, Given.nonNull("clock", clock)).verify(token);
  }

  static void requireUser(NKey key) {
    if (Given.nonNull("key", key).role() != NKey.Role.USER) {
      throw new InvalidCredentialsException(
          "The NKey is one of "
              + switch (key.role()) {
                case ACCOUNT, OPERATOR -> "an ";
                default -> "a ";
              }
              + key.role().name().toLowerCase(Locale.ROOT)
              + ", which does not sign in: give the seed of a user, which starts with 'SU'.");
    }
  }

  static void requireExpiry(Duration expiry) {
    if (Durations.positive("expiry", expiry).toSeconds() < 1) {
      throw new InvalidCredentialsException(
          "expiry is " + expiry + ": give at least a second, like Duration.ofHours(1).");
    }
  }

  static void requireUserId(String userId) {
    String remedy = " Give a short name of the service, like 'svc:orders'.";
    if (Given.nonNull("userId", userId).isBlank()) {
      throw new InvalidCredentialsException("The user id is empty." + remedy);
    }
    for (int i = 0; i < userId.length(); ) {
      int c = userId.codePointAt(i);
      if (Character.isISOControl(c)) {
        throw new InvalidCredentialsException(
            "The user id has a line break or another control character at position "
                + i
                + "."
                + remedy);
      }
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        throw new InvalidCredentialsException(
            "The user id has a lone surrogate at position " + i + "." + remedy);
      }
      i += Character.charCount(c);
    }
    int bytes = userId.getBytes(UTF_8).length;
    if (bytes > MAX_USER_ID_BYTES) {
      throw new InvalidCredentialsException(
          "The user id has "
              + bytes
              + " bytes, more than the "
              + MAX_USER_ID_BYTES
              + " for which the server has room."
              + remedy);
    }
  }

  private static String inWords(Duration expiry) {
    long seconds = expiry.toSeconds();
    return seconds % 3600 == 0
        ? seconds / 3600 + "h"
        : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
