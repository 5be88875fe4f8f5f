package ai.lixpi.nats.authcallout;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what the responder does. */
final class Tally {
  private final LongAdder requests = new LongAdder();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder unanswered = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final AtomicLong longest = new AtomicLong();
  private final AtomicReference<@Nullable Instant> lastRequest = new AtomicReference<>();
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

  Tally() {
    for (Refusal kind : Refusal.values()) {
      refused.put(kind, new LongAdder());
    }
  }

  void arrived() {
    requests.increment();
    lastRequest.set(Instant.now());
  }

  void accepted(Duration took) {
    accepted.increment();
    took(took);
  }

  void refused(Refusal kind, Duration took) {
    Objects.requireNonNull(refused.get(kind)).increment();
    took(took);
  }

  void unanswered() {
    unanswered.increment();
  }

  private void took(Duration took) {
    nanos.add(took.toNanos());
    longest.accumulateAndGet(took.toNanos(), Math::max);
  }

  Optional<Instant> lastRequest() {
    return Optional.ofNullable(lastRequest.get());
  }

  CalloutStatistics snapshot(int waiting, int running, int hanging) {
    Map<Refusal, Long> kinds = new EnumMap<>(Refusal.class);
    refused.forEach((kind, count) -> kinds.put(kind, count.sum()));
    return new CalloutStatistics(
        requests.sum(),
        accepted.sum(),
        kinds,
        unanswered.sum(),
        waiting,
        running,
        hanging,
        Duration.ofNanos(nanos.sum()),
        Duration.ofNanos(longest.get()));
  }
}
