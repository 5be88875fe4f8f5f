package ai.lixpi.nats.auth;

import io.nats.client.AuthHandler;
import org.jspecify.annotations.Nullable;

/** An NKey that signs the server's challenge; made by {@link Credentials#nkey}. Thread-safe. */
public final class NKeyCredentials implements Credentials {
  private final NKey key;

  NKeyCredentials(NKey key) {
    SelfIssuedJwt.requireUser(key);
    this.key = key;
  }

  /**
   * Signs the challenge of the next attempt.
   *
   * @return a handler for the official client
   */
  public AuthHandler next() {
    return new AuthHandler() {
      @Override
      public byte[] sign(byte[] nonce) {
        return key.sign(nonce);
      }

      @Override
      public char[] getID() {
        return key.publicKey().toCharArray();
      }

      @Override
      @SuppressWarnings("NullAway") // the official client takes it for "none"
      public char @Nullable [] getJWT() {
        return null;
      }
    };
  }

  @Override
  public void wipe() {
    key.close();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NKeyCredentials that && key.publicKey().equals(that.key.publicKey());
  }

  @Override
  public int hashCode() {
    return key.publicKey().hashCode();
  }

  @Override
  public String toString() {
    return "NKey";
  }
}
