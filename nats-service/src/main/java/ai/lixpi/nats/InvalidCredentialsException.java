package ai.lixpi.nats;

import org.jspecify.annotations.Nullable;

/**
 * A key, a user id, a token or a file that the service shall sign in with can't work. Thrown when
 * it is given, by {@link NatsServiceConfigBuilder#build()} or when the service is made, before
 * anything is sent; its message names the cause and the remedy, never the secret.
 */
public final class InvalidCredentialsException extends ConfigurationException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the failure.
   *
   * @param message a sentence that says what is wrong and what would be right; never a secret
   */
  public InvalidCredentialsException(String message) {
    super(message);
  }

  /**
   * Creates the failure with a cause.
   *
   * @param message a sentence that says what is wrong and what would be right; never a secret
   * @param cause the failure below, or null; it must not hold a secret either
   */
  public InvalidCredentialsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
