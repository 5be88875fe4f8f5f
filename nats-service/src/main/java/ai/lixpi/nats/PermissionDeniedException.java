package ai.lixpi.nats;

/**
 * The server refused a publish, a subscription or a request because the user lacks the permission.
 */
public final class PermissionDeniedException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /** The subject of the operation. */
  private final String subject;

  /**
   * Made by the library.
   *
   * @param subject where
   * @param operation what is not allowed, as it follows "does not allow this user to"
   */
  public PermissionDeniedException(String subject, String operation) {
    super(
        Outcome.REJECTED,
        "The server does not allow this user to "
            + operation
            + " '"
            + subject
            + "': grant that permission, or use another subject.");
    this.subject = subject;
  }

  /**
   * The subject of the operation.
   *
   * @return the subject of the operation
   */
  public String subject() {
    return subject;
  }
}
