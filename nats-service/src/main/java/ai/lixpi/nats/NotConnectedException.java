package ai.lixpi.nats;

import org.jspecify.annotations.Nullable;

/**
 * There was no connection within the time that the call had. Nothing was sent. The service goes on
 * trying; its cause, if present, is the last failed attempt.
 */
public final class NotConnectedException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  NotConnectedException(String message, @Nullable Throwable lastFailure) {
    super(Outcome.NOT_SENT, message, lastFailure);
  }
}
