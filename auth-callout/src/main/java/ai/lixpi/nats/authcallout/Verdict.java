package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.internal.Given;
import java.time.Instant;
import java.util.Optional;

/** What a verifier decides on an attempt to sign in. */
public sealed interface Verdict {
  /**
   * Lets a user in, with the permissions that the configuration collects for users.
   *
   * @param userId who it is; replaces {@code {userId}} in permissions
   * @return the verdict
   */
  static Accepted user(String userId) {
    return new Accepted(userId, Optional.empty(), Instant.MAX);
  }

  /**
   * Lets a service in, with permissions of its own.
   *
   * @param userId who it is; replaces {@code {userId}} in permissions
   * @param permissions what it may do; nothing else, but for its inbox and answers
   * @return the verdict
   */
  static Accepted service(String userId, Permissions permissions) {
    return new Accepted(
        userId, Optional.of(Given.nonNull("permissions", permissions)), Instant.MAX);
  }

  /**
   * Lets it not in.
   *
   * @param reason a sentence for the logs of the responder and of the server; never a secret
   * @return the verdict
   */
  static Verdict refused(String reason) {
    return new Refused(reason);
  }

  /**
   * Leaves the decision to the next verifier. When none is left, it is refused.
   *
   * @param because why it is none of this verifier's, like {@code it is no JWT}; never a secret
   * @return the verdict
   */
  static Verdict notMine(String because) {
    return new NotMine(because);
  }

  /**
   * It may come in.
   *
   * @param userId who it is
   * @param permissions what it may do; empty for the permissions of users
   * @param expiresAt when what it signed in with expires; its session ends then
   */
  record Accepted(String userId, Optional<Permissions> permissions, Instant expiresAt)
      implements Verdict {
    /**
     * Checks that all is given.
     *
     * @param userId who it is
     * @param permissions what it may do
     * @param expiresAt when its session ends
     */
    public Accepted {
      Given.nonNull("userId", userId);
      Given.nonNull("permissions", permissions);
      Given.nonNull("expiresAt", expiresAt);
    }

    /**
     * The same with an end.
     *
     * @param moment when the session ends, if it does not end before
     * @return a new verdict
     */
    public Accepted until(Instant moment) {
      return new Accepted(userId, permissions, moment);
    }
  }

  /**
   * It may not come in.
   *
   * @param reason a sentence for the logs
   */
  record Refused(String reason) implements Verdict {
    /**
     * Checks that there is a reason.
     *
     * @param reason a sentence for the logs
     */
    public Refused {
      Given.nonNull("reason", reason);
    }
  }

  /**
   * Somebody else has to decide.
   *
   * @param because why
   */
  record NotMine(String because) implements Verdict {
    /**
     * Checks that there is a reason.
     *
     * @param because why
     */
    public NotMine {
      Given.nonNull("because", because);
    }
  }
}
