package ai.lixpi.nats.testkit;

/** A nats-server could not be found, fetched, started, signalled or asked. */
public final class NatsServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message what happened and what to do about it
   */
  public NatsServerException(String message) {
    super(message);
  }

  /**
   * Makes one with a cause.
   *
   * @param message what happened and what to do about it
   * @param cause what made it happen
   */
  public NatsServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
