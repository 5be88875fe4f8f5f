package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.InvalidCredentialsException;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.internal.JwtClaims;
import java.nio.CharBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the last attempt has signed in with: when it expires, and our copy of it, to be wiped. */
final class Presented {
  // Mutable state
  private volatile Optional<Instant> expiry = Optional.empty();
  private volatile char[] copy = new char[0];
  private volatile char[] password = new char[0];
  private volatile Credentials.@Nullable UserPassword user;
  private volatile String tooLong = "";
  private volatile boolean closed;

  /** A token on its way into CONNECT, where the client below does not escape it. */
  char[] token(char[] token) {
    expiry = JwtClaims.expiry(CharBuffer.wrap(token));
    tooLong = tooLong("token", token.length);
    char[] escaped = JsonText.escape(token);
    Arrays.fill(token, '\0');
    keep(escaped);
    return escaped;
  }

  char[] jwt(char[] jwt) {
    expiry = JwtClaims.expiry(CharBuffer.wrap(jwt));
    tooLong = tooLong("user JWT", jwt.length);
    keep(jwt);
    return jwt;
  }

  /** A password, which the client below keeps for its reconnects. */
  char[] password(Credentials.UserPassword whose) {
    Arrays.fill(password, '\0');
    user = whose;
    char[] next;
    try {
      next = whose.password();
    } catch (InvalidCredentialsException e) {
      next = new char[0]; // the attempt says so, before anything is sent
    }
    password = next;
    tooLong = tooLong("password", next.length);
    if (closed) { // an attempt that began before
      Arrays.fill(next, '\0');
    }
    return next;
  }

  /** The copy of the client below must not outlive a password that was wiped. */
  void requirePassword() {
    Credentials.UserPassword whose = user;
    if (whose != null) {
      try {
        Arrays.fill(whose.password(), '\0');
      } catch (InvalidCredentialsException e) {
        Arrays.fill(password, '\0');
        throw e;
      }
    }
  }

  private void keep(char[] secret) {
    wipe();
    copy = secret;
    if (closed) {
      wipe();
    }
  }

  /** Called when an attempt has ended, so that nobody needs the copy any more. */
  void wipe() {
    Arrays.fill(copy, '\0');
  }

  /** Called when there will be no attempt any more. */
  void close() {
    closed = true; // before what is there is wiped, so that nothing new escapes both
    wipe();
    Arrays.fill(password, '\0');
  }

  void begin() {
    expiry = Optional.empty();
  }

  Optional<Instant> expiry() {
    return expiry;
  }

  boolean hasExpired() {
    return expiry.filter(Instant.now()::isAfter).isPresent();
  }

  /** For the sentence about a sign-in that is too long; empty when nothing was presented. */
  String tooLong() {
    return tooLong;
  }

  static String tooLong(String what, int characters) {
    return "the %s is %d KB long, and servers take 4 KB for a sign-in by default: use a shorter one,"
            .formatted(what, (characters + 1023) / 1024)
        + " or raise max_control_line at the server and maxControlLine in jnats(...)";
  }

  /** For the sentence about a refusal. */
  String expiredInWords() {
    return expiry
        .filter(Instant.now()::isAfter)
        .map(at -> "; what was presented expired at " + at + ", so replace it")
        .orElse("");
  }
}
