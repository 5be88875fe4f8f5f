package ai.lixpi.nats.demo;

import ai.lixpi.nats.NatsServiceException;
import java.util.function.Supplier;

/** Calls that are meant to fail. */
final class Failure {
  private Failure() {}

  static <E extends NatsServiceException> E of(Class<E> expected, Supplier<?> call) {
    try {
      Object answer = call.get();
      throw new StepFailed("expected: " + expected.getSimpleName() + ", not the answer " + answer);
    } catch (NatsServiceException e) {
      if (expected.isInstance(e)) {
        return expected.cast(e);
      }
      throw new StepFailed("expected: " + expected.getSimpleName() + ", not " + e);
    }
  }
}
