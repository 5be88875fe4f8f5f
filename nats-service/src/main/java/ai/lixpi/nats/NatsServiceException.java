package ai.lixpi.nats;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The root of every failure that this library reports. Unchecked; its message is a sentence that
 * says what happened and what to do, and never contains a secret, a payload or a header value.
 * Immutable and safe to share between threads.
 */
public class NatsServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is known. */
  private final Outcome outcome;

  /** The message. */
  private final String sentence;

  /**
   * Creates a failure.
   *
   * @param outcome what is known about the operation
   * @param message a sentence that says what happened and what to do
   */
  public NatsServiceException(Outcome outcome, String message) {
    this(outcome, message, null);
  }

  /**
   * Creates a failure with a cause.
   *
   * @param outcome what is known about the operation
   * @param message a sentence that says what happened and what to do
   * @param cause the failure below, or null
   */
  public NatsServiceException(Outcome outcome, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.outcome = Objects.requireNonNull(outcome, "outcome");
    this.sentence = Objects.requireNonNull(message, "message");
  }

  /**
   * What is known about the operation that failed.
   *
   * @return the outcome
   */
  public final Outcome outcome() {
    return outcome;
  }

  @Override
  public String getMessage() {
    return sentence;
  }
}
