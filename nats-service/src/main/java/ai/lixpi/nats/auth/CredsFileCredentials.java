package ai.lixpi.nats.auth;

import io.nats.client.AuthHandler;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A creds file, read for each attempt; made by {@link Credentials#credsFile}. Thread-safe. */
public final class CredsFileCredentials implements Credentials {
  private final Path file;

  CredsFileCredentials(Path file) {
    this.file = file;
    CredsFile.read(file).wipe();
  }

  /**
   * Reads the file for the next attempt.
   *
   * @return a handler for the official client, for one attempt
   */
  public AuthHandler next() {
    CredsFile content = CredsFile.read(file);
    return new AuthHandler() {
      @Override
      public byte[] sign(byte[] nonce) {
        return content.key().sign(nonce);
      }

      @Override
      @SuppressWarnings(
          "NullAway") // the JWT names the key; the official client takes null for "none"
      public char[] getID() {
        return null;
      }

      @Override
      public char[] getJWT() {
        char[] jwt = content.jwt().clone();
        content.wipe(); // the official client asks for the JWT last
        return jwt;
      }
    };
  }

  /**
   * When the user JWT that is in the file now expires.
   *
   * @return the moment, or empty when it does not expire
   */
  public Optional<Instant> expiresAt() {
    CredsFile content = CredsFile.read(file);
    try {
      return content.expiresAt();
    } finally {
      content.wipe();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CredsFileCredentials that && file.equals(that.file);
  }

  @Override
  public int hashCode() {
    return file.hashCode();
  }

  @Override
  public String toString() {
    return "creds file";
  }
}
