package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.NatsServiceException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes known of each sign-in: counts, log lines, the observer. Never a token. */
final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(AuthCallout.class);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Tally tally;
  private final CalloutObserver observer;
  private final AtomicLong lastOverload = new AtomicLong(System.nanoTime() - QUIET_NANOS);
  private final AtomicLong silent = new AtomicLong();

  Journal(Tally tally, CalloutObserver observer) {
    this.tally = tally;
    this.observer = observer;
  }

  void arrived() {
    tally.arrived();
  }

  void selfTested() {
    LOG.debug("NATS -> a self-test of the auth callout has come through");
  }

  void accepted(String userId, String verifier, SignInAttempt attempt, Duration took) {
    tally.accepted(took);
    LOG.info(
        "NATS -> sign-in accepted: '{}' by {} in {} ms ({})",
        PublicText.of(userId),
        verifier,
        took.toMillis(),
        attempt);
    tell(() -> observer.accepted(userId, verifier, took));
  }

  void refused(Refusal kind, String reason, @Nullable SignInAttempt attempt, Duration took) {
    tally.refused(kind, took);
    if (kind != Refusal.OVERLOADED || mayTellOverload()) {
      LOG.warn(
          "NATS -> sign-in refused: {} ({})",
          PublicText.limited(reason, 1_000),
          attempt == null ? "client unknown" : attempt);
    }
    tell(() -> observer.refused(kind, reason, took));
  }

  /** One line a second says enough, and an overload must not become one of the disk. */
  private boolean mayTellOverload() {
    long now = System.nanoTime();
    long last = lastOverload.get();
    if (now - last < QUIET_NANOS || !lastOverload.compareAndSet(last, now)) {
      silent.incrementAndGet();
      return false;
    }
    long others = silent.getAndSet(0);
    if (others > 0) {
      LOG.warn("NATS -> sign-in refused: {} more, since too many waited", others);
    }
    return true;
  }

  void hanging(String verifier, int count) {
    LOG.error(
        "NATS -> the verifier {} hangs: {} of its calls were given up and still run",
        verifier,
        count);
  }

  void unanswered(NatsServiceException failure) {
    tally.unanswered();
    LOG.warn("NATS -> a sign-in could not be answered: {}", failure.getMessage());
  }

  /** A defect of ours; its message might hold what the client sent. */
  void broken(Throwable failure) {
    LOG.error("NATS -> a sign-in failed with {}", failure.getClass().getName());
  }

  private void tell(Runnable hook) {
    try {
      hook.run();
    } catch (RuntimeException e) {
      LOG.warn("NATS -> the observer of the auth callout failed with {}", e.getClass().getName());
    }
  }
}
