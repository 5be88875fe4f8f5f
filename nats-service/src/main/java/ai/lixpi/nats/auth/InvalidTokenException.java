package ai.lixpi.nats.auth;

import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;

/**
 * A self-issued JWT was refused by {@link SelfIssuedJwt#verify}. The message is a sentence for the
 * log of the one who verifies; it holds nothing of the token but what its signature has proven.
 */
public final class InvalidTokenException extends NatsServiceException {
  private static final long serialVersionUID = 1L;

  /** Why a token was refused. */
  public enum Reason {
    /** There is no token. */
    EMPTY,
    /** It is longer than any token of this kind. */
    TOO_LONG,
    /** It has not three parts. */
    NOT_THREE_PARTS,
    /** A part is not base64url without padding. */
    NOT_BASE64URL,
    /** Its header is not the one of a self-issued JWT: another algorithm, another type. */
    WRONG_HEADER,
    /** Its claims are no flat JSON object with each name once. */
    MALFORMED_CLAIMS,
    /** There is no issuer, or it is no public key of a user. */
    NO_ISSUER,
    /** Nobody with this public key is on the list. */
    UNKNOWN_ISSUER,
    /** The signature is not the issuer's, or a claim was changed after signing. */
    WRONG_SIGNATURE,
    /** There is no subject. */
    NO_SUBJECT,
    /** The issuer is not on the list with this subject. */
    WRONG_SUBJECT,
    /** It is meant for an audience, which self-issued JWTs don't have. */
    WRONG_AUDIENCE,
    /** There is no expiry. */
    NO_EXPIRY,
    /** A time is no number of seconds. */
    MALFORMED_TIME,
    /** It has expired, skew of the clocks allowed for. */
    EXPIRED,
    /** It is not valid yet, skew of the clocks allowed for. */
    NOT_YET_VALID
  }

  /** Why. */
  private final Reason reason;

  InvalidTokenException(Reason reason, String message) {
    super(Outcome.REJECTED, message + " " + remedy(reason));
    this.reason = reason;
  }

  private static String remedy(Reason reason) {
    return switch (reason) {
      case UNKNOWN_ISSUER ->
          "Add this public key to the list, or give the service the seed of its entry.";
      case WRONG_SIGNATURE -> "Have the service sign a fresh one with its own seed.";
      case WRONG_SUBJECT -> "Give the service the user id of its entry, or add an entry for it.";
      case EXPIRED -> "Have the service sign a fresh one for each attempt to connect.";
      case NOT_YET_VALID -> "Correct the clock that is wrong, or connect later.";
      default -> "Have the client send what SelfIssuedJwt.issue makes, for each attempt anew.";
    };
  }

  /**
   * Why the token was refused.
   *
   * @return the reason, for counting
   */
  public Reason reason() {
    return reason;
  }
}
