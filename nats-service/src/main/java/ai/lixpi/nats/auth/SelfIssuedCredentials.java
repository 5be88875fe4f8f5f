package ai.lixpi.nats.auth;

import java.time.Duration;
import java.time.Instant;

/**
 * A self-issued JWT for each attempt to connect; made by {@link Credentials#selfIssuedJwt}.
 * Thread-safe.
 */
public final class SelfIssuedCredentials implements Credentials {
  private final NKey key;
  private final String userId;
  private final Duration expiry;

  SelfIssuedCredentials(NKey key, String userId, Duration expiry) {
    SelfIssuedJwt.requireUser(key);
    SelfIssuedJwt.requireUserId(userId);
    SelfIssuedJwt.requireExpiry(expiry);
    this.key = key;
    this.userId = userId;
    this.expiry = expiry;
  }

  /**
   * Signs the token for the next attempt.
   *
   * @return the token, to be wiped by the caller
   */
  public char[] next() {
    return SelfIssuedJwt.issue(key, userId, expiry, Instant.now()).toCharArray();
  }

  /**
   * The public NKey that signs, as an allow-list has it.
   *
   * @return the key, {@code U...}
   */
  public String publicKey() {
    return key.publicKey();
  }

  /**
   * Who signs in.
   *
   * @return the user id
   */
  public String userId() {
    return userId;
  }

  @Override
  public void wipe() {
    key.close();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SelfIssuedCredentials that
        && key.publicKey().equals(that.key.publicKey())
        && userId.equals(that.userId)
        && expiry.equals(that.expiry);
  }

  @Override
  public int hashCode() {
    return key.publicKey().hashCode() + 31 * userId.hashCode();
  }

  @Override
  public String toString() {
    return "self-issued JWT";
  }
}
