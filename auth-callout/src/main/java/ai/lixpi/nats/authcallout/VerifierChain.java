package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.authcallout.Verdict.Accepted;
import ai.lixpi.nats.authcallout.Verdict.NotMine;
import ai.lixpi.nats.authcallout.Verdict.Refused;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;

/** Asks one verifier after another until one takes the attempt as its own. */
final class VerifierChain {
  /** What came out of it. */
  sealed interface Decision {
    /** It may come in, says that verifier. */
    record LetIn(Accepted verdict, String verifier) implements Decision {}

    /** It may not. */
    record TurnAway(Refusal kind, String reason) implements Decision {}
  }

  private final List<Verifier> verifiers;

  VerifierChain(List<Verifier> verifiers) {
    this.verifiers = verifiers;
  }

  /** Decides; says before each verifier which one is asked. */
  Decision decide(SignInAttempt attempt, Consumer<String> asking) {
    StringJoiner tried = new StringJoiner("; ");
    for (Verifier verifier : verifiers) {
      String name = verifier.name();
      asking.accept(name);
      Verdict verdict;
      try {
        verdict = verifier.verify(attempt);
      } catch (Throwable failure) {
        return failed(name, failure);
      }
      if (verdict instanceof Accepted accepted) {
        return new Decision.LetIn(accepted, name);
      }
      if (verdict instanceof Refused refused) {
        return new Decision.TurnAway(Refusal.REFUSED, name + ": " + refused.reason());
      }
      if (!(verdict instanceof NotMine notMine)) {
        return new Decision.TurnAway(
            Refusal.VERIFIER_FAILED, name + " returned null: give a Verdict.");
      }
      tried.add(name + ": " + notMine.because());
    }
    return new Decision.TurnAway(
        Refusal.NOT_RECOGNISED, "No verifier takes this sign-in as its own (" + tried + ").");
  }

  /** The message of a foreign exception may hold a token, so only its class is told. */
  private static Decision failed(String name, Throwable failure) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new Decision.TurnAway(
        Refusal.VERIFIER_FAILED, name + " failed with " + failure.getClass().getName() + ".");
  }
}
