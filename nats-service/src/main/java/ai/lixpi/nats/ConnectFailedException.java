package ai.lixpi.nats;

import org.jspecify.annotations.Nullable;

/** One attempt to connect has failed. The service keeps trying. */
public final class ConnectFailedException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  ConnectFailedException(String message, @Nullable Throwable cause) {
    super(Outcome.NOT_SENT, message, cause);
  }
}
