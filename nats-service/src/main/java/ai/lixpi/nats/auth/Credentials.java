package ai.lixpi.nats.auth;

import ai.lixpi.nats.internal.Given;
import java.util.function.Supplier;

/**
 * How the service signs in. The factories make the kinds there are; none of them ever prints a
 * secret.
 */
public sealed interface Credentials {
  /**
   * No credentials: for servers that ask for none.
   *
   * @return the credentials
   */
  static Credentials none() {
    return None.INSTANCE;
  }

  /**
   * A fixed token.
   *
   * @param token the token
   * @return the credentials
   */
  static Credentials token(String token) {
    Given.nonNull("token", token);
    return new Token(() -> token, false);
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
    return new Token(Given.nonNull("supplier", supplier), true);
  }

  /**
   * A user name and a password.
   *
   * @param user the user name
   * @param password the password
   * @return the credentials
   */
  static Credentials userPassword(String user, String password) {
    return new UserPassword(Given.nonNull("user", user), Given.nonNull("password", password));
  }

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
    private final Supplier<String> supplier;
    private final boolean supplied;

    private Token(Supplier<String> supplier, boolean supplied) {
      this.supplier = supplier;
      this.supplied = supplied;
    }

    /**
     * The token for the next attempt.
     *
     * @return the token
     */
    public String next() {
      return supplier.get();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Token that
          && supplied == that.supplied
          && (supplied ? supplier == that.supplier : next().equals(that.next()));
    }

    @Override
    public int hashCode() {
      return supplied ? supplier.hashCode() : 1;
    }

    @Override
    public String toString() {
      return supplied ? "token supplier" : "token";
    }
  }

  /** A user name and a password. */
  final class UserPassword implements Credentials {
    private final String user;
    private final String password;

    private UserPassword(String user, String password) {
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
     * @return the password
     */
    public String password() {
      return password;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof UserPassword that
          && user.equals(that.user)
          && password.equals(that.password);
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
