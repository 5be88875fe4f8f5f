package ai.lixpi.nats.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt to connect failed.
 *
 * @param kind how it has to be treated
 * @param server the address that was tried, without credentials
 * @param detail what the transport or the server said
 * @param cause the exception below, if there is one
 */
public record AttemptFailure(Kind kind, String server, String detail, @Nullable Throwable cause) {
  /** The kinds of failures. */
  public enum Kind {
    /** Nobody there, cut, too slow: try again soon. */
    NETWORK,
    /** Our own side could not sign in, as the detail says: try again soon. */
    SIGN_IN,
    /** TLS, the WebSocket upgrade or a proxy failed; the detail says what to do: try again soon. */
    LINK,
    /** The server knows us and does not want us: try again slowly. */
    CREDENTIALS,
    /** The server has no room: try again slowly. */
    QUOTA;

    /**
     * Whether a server was reached and does not want us.
     *
     * @return true for what is tried again slowly
     */
    public boolean isRefusal() {
      return this == CREDENTIALS || this == QUOTA;
    }
  }
}
