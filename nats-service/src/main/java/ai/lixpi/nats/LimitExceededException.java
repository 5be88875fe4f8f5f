package ai.lixpi.nats;

import org.jspecify.annotations.Nullable;

/**
 * A limit of the server or the account is reached: of its connections, when an attempt to connect
 * has failed and the service keeps trying, or of the subscriptions of a connection.
 */
public final class LimitExceededException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  LimitExceededException(Outcome outcome, String message, @Nullable Throwable cause) {
    super(outcome, message, cause);
  }
}
