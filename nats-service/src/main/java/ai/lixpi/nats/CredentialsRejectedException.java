package ai.lixpi.nats;

/**
 * The server refused the credentials. The service keeps trying, slowly, with fresh ones where a
 * supplier gives them.
 */
public final class CredentialsRejectedException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  CredentialsRejectedException(String message) {
    super(Outcome.REJECTED, message);
  }
}
