package ai.lixpi.nats;

/**
 * A payload is not what its codec reads. On a subscription the message is dropped, counted and
 * reported; on a request the reply came, but can't be read. No part of the payload is in the
 * message.
 */
public final class DecodeException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the failure.
   *
   * @param message a sentence that names the type and the problem, never the payload
   */
  public DecodeException(String message) {
    super(Outcome.UNKNOWN, message);
  }
}
