package ai.lixpi.nats;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the dropped messages of one subscription, and reports them at most once a second and never
 * not at all.
 */
final class Overflow {
  private final String subject;
  private final Counters counters;
  private final Failures failures;
  private final ScheduledExecutorService timer;
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong reported = new AtomicLong();
  private final AtomicBoolean quiet = new AtomicBoolean();

  Overflow(String subject, Counters counters, Failures failures, ScheduledExecutorService timer) {
    this.subject = subject;
    this.counters = counters;
    this.failures = failures;
    this.timer = timer;
  }

  void dropped() {
    dropped.incrementAndGet();
    counters.dropped.increment();
    failures.observe(hooks -> hooks.dropped(subject));
    if (quiet.compareAndSet(false, true)) {
      report();
      try {
        timer.schedule(this::endOfQuiet, 1, TimeUnit.SECONDS);
      } catch (RejectedExecutionException e) {
        quiet.set(false); // closed meanwhile
      }
    }
  }

  private void endOfQuiet() {
    quiet.set(false);
    if (dropped.get() > reported.get() && quiet.compareAndSet(false, true)) {
      report();
      timer.schedule(this::endOfQuiet, 1, TimeUnit.SECONDS);
    }
  }

  /** Reports what has not been reported yet. */
  void report() {
    long total = dropped.get();
    long news = total - reported.getAndAccumulate(total, Math::max); // others report too
    if (news > 0) {
      failures.report(new SlowConsumerException(subject, news, total));
    }
  }

  long count() {
    return dropped.get();
  }
}
