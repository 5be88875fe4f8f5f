package ai.lixpi.nats;

import io.nats.client.Message;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The end of a message of a plain subscription: count, and report what failed. Never throws. */
class HandlerEnd {
  final String subject;
  final Counters counters;
  final Failures failures;
  final LongAdder handled = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder undecodable = new LongAdder();
  final LongAdder skipped = new LongAdder();
  final LongAdder withoutReplyTo = new LongAdder();

  // Mutable state
  private volatile boolean over;

  HandlerEnd(String subject, Counters counters, Failures failures) {
    this.subject = subject;
    this.counters = counters;
    this.failures = failures;
  }

  void succeeded(Message message, @Nullable Object answer, long startNanos) {
    handled.increment();
    observe(startNanos, true);
  }

  void failed(Message message, Throwable failure, long startNanos) {
    if (failure instanceof DecodeException decode) {
      undecodable.increment();
      counters.undecodable.increment();
      failures.report(new DecodeException("On '" + subject + "': " + decode.getMessage()));
    } else {
      failed.increment();
      counters.handlerFailures.increment();
      failures.report(new HandlerFailedException(subject, failure));
    }
    observe(startNanos, false);
  }

  /** When a message was begun, if anybody wants to know: the clock costs as much as its queue. */
  final long startNanos() {
    return failures.observed() ? System.nanoTime() : 0;
  }

  final void observe(long startNanos, boolean succeeded) {
    if (failures.observed()) {
      Duration duration = Duration.ofNanos(System.nanoTime() - startNanos);
      failures.observe(hooks -> hooks.handled(subject, duration, succeeded));
    }
  }

  /** From now on no handler call starts. */
  void over() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  void givenUp(long messages) {
    failures.report(
        new MessageLostException(
            subject,
            messages,
            "they had arrived, but the service was closed before they were handled."));
  }
}
