package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.auth.NKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tokens with which a responder signs in at itself to see whether the server asks it. They are
 * signed by the issuer, so that each responder of that issuer knows them, and let nobody do
 * anything but ask who they are.
 */
final class SelfTestTokens {
  static final String NAME = "lixpi-self-test";
  static final String INBOX = "_INBOX_lixpi-self-test";

  static final Duration LIFE = Duration.ofSeconds(10);
  static final Grants.Grant GRANT =
      new Grants.Grant(List.of(UserInfo.SUBJECT), List.of(INBOX + ".>"), false);

  private static final String HEAD = NAME;
  private static final Duration SKEW = Duration.ofSeconds(60);

  private final NKey issuer;
  private final Clock clock;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Set<String> awaited = ConcurrentHashMap.newKeySet();

  SelfTestTokens(NKey issuer, Clock clock) {
    this.issuer = issuer;
    this.clock = clock;
  }

  String next() {
    String text =
        HEAD + "." + clock.instant().plus(LIFE).getEpochSecond() + "." + UUID.randomUUID();
    byte[] signature = issuer.sign(text.getBytes(StandardCharsets.US_ASCII));
    String token = text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    awaited.add(token);
    return token;
  }

  /** Whether the server has asked this responder about a token. */
  boolean wasSeen(String token) {
    return seen.contains(token);
  }

  void forget(String token) {
    awaited.remove(token);
    seen.remove(token);
  }

  /** Whether this is a responder's self-test. */
  boolean recognise(SignInAttempt attempt) {
    String token = attempt.token().orElse("");
    if (!token.startsWith(HEAD + ".") || !isGenuine(token)) {
      return false;
    }
    if (awaited.contains(token)) {
      seen.add(token);
    }
    return true;
  }

  private boolean isGenuine(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    try {
      byte[] signed = token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.UTF_8);
      byte[] signature = Base64.getUrlDecoder().decode(parts[3]);
      Instant end = Instant.ofEpochSecond(Long.parseLong(parts[1])).plus(SKEW);
      return signature.length == 64
          && clock.instant().isBefore(end)
          && NKey.verify(issuer.publicKey(), signed, signature);
    } catch (IllegalArgumentException | DateTimeException e) {
      return false;
    }
  }
}
