package ai.lixpi.nats.authcallout;

import java.time.Duration;

/**
 * Hooks for metrics and audit, all of them empty by default. Called on the thread that does the
 * work, so they must return quickly; what they throw is logged and otherwise ignored. No hook gets
 * a token.
 */
public interface CalloutObserver {
  /** Does nothing. */
  CalloutObserver NONE = new CalloutObserver() {};

  /**
   * Somebody was let in.
   *
   * @param userId who it is
   * @param verifier the name of the verifier that decided
   * @param duration from the arrival of the request to its answer
   */
  default void accepted(String userId, String verifier, Duration duration) {}

  /**
   * Somebody was not let in.
   *
   * @param refusal what kind of refusal
   * @param reason the sentence of the log
   * @param duration from the arrival of the request to its answer
   */
  default void refused(Refusal refusal, String reason, Duration duration) {}
}
