package ai.lixpi.nats.authcallout;

/**
 * Why a request can't be read, in words that follow "because"; nothing of the request is quoted.
 */
final class MalformedRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedRequestException(String why) {
    super(why);
  }
}
