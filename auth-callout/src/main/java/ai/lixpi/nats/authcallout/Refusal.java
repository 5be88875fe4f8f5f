package ai.lixpi.nats.authcallout;

/** Why somebody was not let in, for counting. The reasons in words are in the log. */
public enum Refusal {
  /** No verifier took the attempt as its own. */
  NOT_RECOGNISED,
  /** A verifier refused it. */
  REFUSED,
  /** The user id can't be used in permissions. */
  USER_ID,
  /** A verifier failed. */
  VERIFIER_FAILED,
  /** A verifier had not decided by the deadline. */
  VERIFIER_HANGS,
  /** Too many sign-ins waited already, or this one had waited until the deadline. */
  OVERLOADED,
  /** The request of the server could not be read. */
  MALFORMED,
  /** The responder places clients where it must not. */
  MISCONFIGURED
}
