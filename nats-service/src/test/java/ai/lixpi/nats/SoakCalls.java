package ai.lixpi.nats;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The requests of a soak run: each ends rightly, or fails for a reason that is on record. */
final class SoakCalls {
  final AtomicLong made = new AtomicLong();
  final AtomicLong answered = new AtomicLong();
  final AtomicLong rejected = new AtomicLong();
  final AtomicLong failed = new AtomicLong();

  private final SoakLedger ledger;
  private final Map<String, Integer> executed = new ConcurrentHashMap<>();
  private final Queue<Runnable> unjudged = new ConcurrentLinkedQueue<>();

  SoakCalls(SoakLedger ledger) {
    this.ledger = ledger;
  }

  /** The responder: every seventh request is refused. */
  String answer(String id) {
    executed.merge(id, 1, Integer::sum);
    if (wrong(id)) {
      throw new ReplyException(418, "teapot " + id);
    }
    return "did " + id;
  }

  private static boolean wrong(String id) {
    return Long.parseLong(id.substring(1)) % 7 == 0;
  }

  void call(NatsService nats, long number, RequestOptions options) {
    boolean idempotent = number % 3 == 0;
    String id = (idempotent ? "i" : "c") + number;
    long start = System.nanoTime();
    made.incrementAndGet();
    Calling.ASYNC
        .start(nats, "soak.call", id, idempotent ? options.idempotent() : options)
        .whenComplete(
            (answer, failure) -> {
              long end = System.nanoTime();
              unjudged.add(() -> judge(id, idempotent, answer, failure, start, end));
            });
  }

  private void judge(
      String id,
      boolean idempotent,
      @Nullable String answer,
      @Nullable Throwable failure,
      long start,
      long end) {
    int times = executed.getOrDefault(id, 0);
    executed.remove(id);
    Throwable why = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    if (times > 1 && !idempotent) {
      ledger.violations.add("Request " + id + " was carried out " + times + " times.");
    }
    if (why == null) {
      answered.incrementAndGet();
      if (wrong(id) || !("did " + id).equals(answer)) {
        ledger.violations.add("Request " + id + " got the wrong answer " + answer);
      }
    } else if (why instanceof RemoteErrorException remote) {
      rejected.incrementAndGet();
      if (!wrong(id) || remote.code() != 418 || !remote.remoteMessage().equals("teapot " + id)) {
        ledger.violations.add("Request " + id + " got the wrong error " + remote);
      }
    } else if (!(why instanceof NatsServiceException known)) {
      ledger.violations.add("Request " + id + " failed with " + why);
    } else {
      failed.incrementAndGet();
      if (known.outcome() != Outcome.UNKNOWN && times > 0) {
        ledger.violations.add("Request " + id + " was carried out, but failed with " + known);
      }
      if (!ledger.disturbed(start, end)) {
        ledger.violations.add("Request " + id + " failed without a fault: " + known);
      }
    }
  }

  /** Judges what has ended; called when all faults so far are on record. */
  void judge() {
    for (Runnable next = unjudged.poll(); next != null; next = unjudged.poll()) {
      next.run();
    }
  }

  long judged() {
    return answered.get() + rejected.get() + failed.get();
  }

  @Override
  public String toString() {
    return "requests %s: answered %s, refused %s, failed in a fault %s"
        .formatted(made, answered, rejected, failed);
  }
}
