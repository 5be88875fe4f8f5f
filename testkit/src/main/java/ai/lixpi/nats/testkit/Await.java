package ai.lixpi.nats.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting as a condition with a deadline. */
final class Await {
  private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

  private Await() {}

  /** Returns when the condition holds, throws what {@code otherwise} says when it does not. */
  static void until(Duration limit, BooleanSupplier condition, Supplier<String> otherwise) {
    if (!holdsWithin(limit, condition)) {
      throw new NatsServerException(otherwise.get());
    }
  }

  /** Returns the result as soon as there is one, throws what {@code otherwise} says if not. */
  static <T> T result(Duration limit, Supplier<Optional<T>> source, Supplier<String> otherwise) {
    return poll(limit, source).orElseThrow(() -> new NatsServerException(otherwise.get()));
  }

  static boolean holdsWithin(Duration limit, BooleanSupplier condition) {
    return poll(limit, () -> Optional.of(true).filter(yes -> condition.getAsBoolean())).isPresent();
  }

  private static <T> Optional<T> poll(Duration limit, Supplier<Optional<T>> source) {
    long deadline = System.nanoTime() + limit.toNanos();
    Optional<T> result = source.get();
    while (result.isEmpty() && System.nanoTime() - deadline < 0) {
      if (Thread.currentThread().isInterrupted()) {
        throw new NatsServerException("The wait was interrupted; the interrupt flag is kept.");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      result = source.get();
    }
    return result;
  }
}
