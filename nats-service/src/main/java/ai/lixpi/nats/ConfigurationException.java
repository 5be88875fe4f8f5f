package ai.lixpi.nats;

import org.jspecify.annotations.Nullable;

/**
 * A configuration value can't work. Thrown at the earliest moment, with a sentence that says what
 * to write instead.
 */
public class ConfigurationException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the failure.
   *
   * @param message a sentence that says what was given and what would be right; never a secret
   */
  public ConfigurationException(String message) {
    this(message, null);
  }

  /**
   * Creates the failure with a cause.
   *
   * @param message a sentence that says what was given and what would be right; never a secret
   * @param cause the failure below, or null
   */
  public ConfigurationException(String message, @Nullable Throwable cause) {
    super(Outcome.NOT_SENT, message, cause);
  }
}
