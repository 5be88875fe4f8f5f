package ai.lixpi.nats;

import org.jspecify.annotations.Nullable;

/**
 * The service has been closed, or has given up because of maxReconnectAttempts. Nothing was sent.
 */
public final class ServiceClosedException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  ServiceClosedException(String message, @Nullable Throwable reason) {
    super(Outcome.NOT_SENT, message, reason);
  }

  /** The same for another caller, with that caller's stack. */
  ServiceClosedException again() {
    return new ServiceClosedException(getMessage(), getCause());
  }
}
