package ai.lixpi.nats.authcallout;

/**
 * Decides on those who sign in. Verifiers are asked one after another until one takes the attempt
 * as its own. They are called by several threads at once, may block, and are given up at the
 * deadline of the responder.
 */
@FunctionalInterface
public interface Verifier {
  /**
   * Judges one attempt.
   *
   * @param attempt what the client has given
   * @return what to do; {@link Verdict#notMine} asks the next verifier
   * @throws Exception when it can't tell; the attempt is refused then, and the failure reported
   *     without its message
   */
  Verdict verify(SignInAttempt attempt) throws Exception;

  /**
   * The name under which logs and statistics speak of it.
   *
   * @return the name of its class, unless it says otherwise
   */
  default String name() {
    String name = getClass().getSimpleName();
    return name.isEmpty() || name.contains("$$") ? "verifier" : name;
  }

  /**
   * The same verifier under another name.
   *
   * @param name the name
   * @return a verifier
   */
  default Verifier named(String name) {
    Verifier unnamed = this;
    return new Verifier() {
      @Override
      public Verdict verify(SignInAttempt attempt) throws Exception {
        return unnamed.verify(attempt);
      }

      @Override
      public String name() {
        return name;
      }
    };
  }
}
