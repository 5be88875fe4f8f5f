package ai.lixpi.nats;

/** The server reported an error that belongs to no single call. */
public final class ServerErrorException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  ServerErrorException(String message) {
    super(Outcome.UNKNOWN, message);
  }
}
