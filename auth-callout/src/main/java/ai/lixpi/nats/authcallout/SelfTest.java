package ai.lixpi.nats.authcallout;

/**
 * What came out of the responder's signing in at its own server.
 *
 * @param state how far it is
 * @param detail a sentence; for a failure what is wrong and what to do
 */
public record SelfTest(State state, String detail) {
  /** How far a self-test is. */
  public enum State {
    /** It has not ended yet. */
    PENDING,
    /** The server asked, and let in whom this responder let in. */
    PASSED,
    /** It did not. */
    FAILED,
    /** It was not wanted. */
    OFF
  }
}
