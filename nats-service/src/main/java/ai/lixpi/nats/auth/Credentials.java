package ai.lixpi.nats.auth;

import ai.lixpi.nats.InvalidCredentialsException;
import ai.lixpi.nats.internal.Given;
import io.nats.client.AuthHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the service signs in. The factories make the kinds there are; none of them ever prints a
 * secret. The same credentials may serve several services, so closing a service does not wipe them:
 * {@link #wipe()} does.
 */
public sealed interface Credentials
    permits Credentials.None,
        Credentials.Token,
        Credentials.UserPassword,
        SelfIssuedCredentials,
        NKeyCredentials,
        CredsFileCredentials,
        HandlerCredentials {
  /**
   * No credentials: for servers that ask for none. Given to the builder, it means what it says: the
   * service signs in with nothing, whatever else is configured.
   *
   * @return the credentials
   */
  static Credentials none() {
    return None.INSTANCE;
  }

  /**
   * A token that the service signs itself, anew for each attempt to connect, and that lives for
   * {@link SelfIssuedJwt#DEFAULT_EXPIRY}. An auth callout responder has to verify it.
   *
   * @param nkeySeed the NKey seed of a user, {@code SU...}; not kept as text
   * @param userId who signs in, like {@code svc:orders}
   * @return the credentials
   * @throws InvalidCredentialsException when the seed or the user id can't work
   */
  static Credentials selfIssuedJwt(CharSequence nkeySeed, String userId) {
    return selfIssuedJwt(nkeySeed, userId, SelfIssuedJwt.DEFAULT_EXPIRY);
  }

  /**
   * A token that the service signs itself, anew for each attempt to connect.
   *
   * @param nkeySeed the NKey seed of a user, {@code SU...}; not kept as text
   * @param userId who signs in, like {@code svc:orders}
   * @param expiry how long each token lives, at least a second
   * @return the credentials
   * @throws InvalidCredentialsException when the seed, the user id or the expiry can't work
   */
  static Credentials selfIssuedJwt(CharSequence nkeySeed, String userId, Duration expiry) {
    return new SelfIssuedCredentials(NKey.fromSeed(nkeySeed), userId, expiry);
  }

  /**
   * A token that is signed with a key at hand, anew for each attempt to connect, and that lives for
   * {@link SelfIssuedJwt#DEFAULT_EXPIRY}. {@link #wipe()} closes the key.
   *
   * @param key the NKey of a user; used, not copied
   * @param userId who signs in, like {@code svc:orders}
   * @return the credentials
   * @throws InvalidCredentialsException when the key or the user id can't work
   */
  static Credentials selfIssuedJwt(NKey key, String userId) {
    return new SelfIssuedCredentials(
        Given.nonNull("key", key), userId, SelfIssuedJwt.DEFAULT_EXPIRY);
  }

  /**
   * A fixed token.
   *
   * @param token the token
   * @return the credentials
   */
  static Credentials token(String token) {
    return new Token(Given.nonNull("token", token).toCharArray(), null);
  }

  /**
   * A token that is asked for anew for each attempt to connect, so that it may be short-lived. The
   * supplier runs on a thread of its own; an attempt whose supplier throws or takes longer than the
   * connect timeout fails, is reported and repeated.
   *
   * @param supplier gives the token for the next attempt
   * @return the credentials
   */
  static Credentials tokenSupplier(Supplier<String> supplier) {
    return new Token(null, Given.nonNull("supplier", supplier));
  }

  /**
   * A user name and a password.
   *
   * @param user the user name
   * @param password the password
   * @return the credentials
   */
  static Credentials userPassword(String user, String password) {
    return new UserPassword(
        Given.nonNull("user", user), Given.nonNull("password", password).toCharArray());
  }

  /**
   * An NKey with which the server's challenge is signed; the server knows its public key.
   *
   * @param seed the seed of a user, {@code SU...}; not kept as text
   * @return the credentials
   * @throws InvalidCredentialsException when the seed can't work
   */
  static Credentials nkey(CharSequence seed) {
    return new NKeyCredentials(NKey.fromSeed(seed));
  }

  /**
   * A file with a user JWT and its NKey seed, as {@code nsc generate creds} writes it. It is read
   * anew for each attempt to connect, so it may be replaced while the service runs.
   *
   * @param file the file
   * @return the credentials
   * @throws InvalidCredentialsException when the file can't be read now, or is none of this kind
   */
  static Credentials credsFile(Path file) {
    return new CredsFileCredentials(Given.nonNull("file", file));
  }

  /**
   * Whatever a handler of the official client does. It is called for each attempt to connect, on a
   * thread of its own; an attempt whose handler throws or takes longer than the connect timeout
   * fails, is reported and repeated.
   *
   * @param handler signs the server's challenge
   * @return the credentials
   */
  static Credentials authHandler(AuthHandler handler) {
    return new HandlerCredentials(Given.nonNull("handler", handler));
  }

  /**
   * Overwrites the secrets. Services that use these credentials can't sign in any more; connections
   * that are up stay so. What the user's own suppliers and handlers hold is theirs, and of a
   * password the official client keeps a copy until its next attempt or the service's end.
   */
  default void wipe() {}

  /** No credentials. */
  final class None implements Credentials {
    private static final None INSTANCE = new None();

    private None() {}

    @Override
    public String toString() {
      return "none";
    }
  }

  /** A token, fixed or supplied for each attempt. */
  final class Token implements Credentials {
    private final char @Nullable [] token;
    private final @Nullable Supplier<String> supplier;

    // Mutable state
    private volatile boolean wiped;

    private Token(char @Nullable [] token, @Nullable Supplier<String> supplier) {
      this.token = token;
      this.supplier = supplier;
    }

    /**
     * The token for the next attempt.
     *
     * @return a copy, to be wiped by the caller; null when the supplier gave null
     */
    public char @Nullable [] next() {
      if (wiped) {
        throw new InvalidCredentialsException("The token was wiped: configure a new one.");
      }
      if (token != null) {
        return token.clone();
      }
      String supplied = supplier == null ? null : supplier.get();
      return supplied == null ? null : supplied.toCharArray();
    }

    /**
     * Whether each attempt gets a token of its own.
     *
     * @return false for a fixed token
     */
    public boolean isSupplied() {
      return supplier != null;
    }

    @Override
    public void wipe() {
      if (token != null) {
        wiped = true;
        Arrays.fill(token, '\0');
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Token that
          && supplier == that.supplier
          && Arrays.equals(token, that.token);
    }

    @Override
    public int hashCode() {
      return supplier == null ? 1 : supplier.hashCode();
    }

    @Override
    public String toString() {
      return supplier == null ? "token" : "token supplier";
    }
  }

  /** A user name and a password. */
  final class UserPassword implements Credentials {
    private final String user;
    private final char[] password;

    // Mutable state
    private volatile boolean wiped;

    private UserPassword(String user, char[] password) {
      this.user = user;
      this.password = password;
    }

    /**
     * The user name.
     *
     * @return the user name
     */
    public String user() {
      return user;
    }

    /**
     * The password.
     *
     * @return a copy, to be wiped by the caller
     * @throws InvalidCredentialsException when it was wiped
     */
    public char[] password() {
      char[] copy = password.clone();
      if (wiped) { // looked at after the copy, which may be that of a half wiped one
        Arrays.fill(copy, '\0');
        throw new InvalidCredentialsException("The password was wiped: configure a new one.");
      }
      return copy;
    }

    @Override
    public void wipe() {
      wiped = true;
      Arrays.fill(password, '\0');
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof UserPassword that
          && user.equals(that.user)
          && Arrays.equals(password, that.password);
    }

    @Override
    public int hashCode() {
      return user.hashCode();
    }

    @Override
    public String toString() {
      return "user and password";
    }
  }
}
