package ai.lixpi.nats;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the lambdas of the tests do. */
@SuppressWarnings({"DoNotCallSuggester", "TypeParameterUnusedInFormals"})
final class Failing {
  private Failing() {}

  /** Throws anything, declared or not, as other languages of the JVM do. */
  @SuppressWarnings("unchecked")
  static <E extends Throwable> void sneaky(Throwable failure) throws E {
    throw (E) failure;
  }

  static <T> T unchecked(String message) {
    throw new IllegalStateException(message);
  }

  @SuppressWarnings("InfiniteRecursion")
  static int recurse(int depth) {
    return recurse(depth + 1) + 1;
  }

  /** Waits as long as a test may take. */
  static void await(CountDownLatch gate) throws InterruptedException {
    if (!gate.await(Recorder.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("The gate stayed shut.");
    }
  }

  /** A null that no checker sees, for what callers without checkers give. */
  @SuppressWarnings("NullAway")
  static <T> T nothing() {
    return null;
  }
}
