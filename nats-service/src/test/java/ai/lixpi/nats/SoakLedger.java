package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Accounts for every message of a soak run. Core NATS delivers at most once: a message may be lost
 * only if it was on its way during a recorded disconnect, which lasts from the last moment when all
 * before it was known to have arrived until everybody was connected again. What was kept in our
 * buffer while the publisher's own link was down may not be lost at all.
 */
final class SoakLedger {
  /** A message on its way. */
  static final class Entry {
    final long start = System.nanoTime();

    // Mutable state
    volatile long end = Long.MAX_VALUE;
    volatile boolean buffered;
  }

  /** A time in which messages may get lost; those that we keep only if the server itself died. */
  record Window(long start, long end, boolean loseBuffered) {
    boolean overlaps(long from, long to) {
      return from <= end && to >= start;
    }
  }

  final AtomicLong published = new AtomicLong();
  final AtomicLong refused = new AtomicLong();
  final AtomicLong received = new AtomicLong();
  final AtomicLong buffered = new AtomicLong();
  final AtomicLong lost = new AtomicLong();
  final List<String> violations = new CopyOnWriteArrayList<>();

  private final Map<String, Entry> onTheWay = new ConcurrentHashMap<>();
  private final Map<String, Long> last = new ConcurrentHashMap<>();
  private final List<Window> windows = new CopyOnWriteArrayList<>();

  void publish(NatsService nats, String subject, String publisher, long sequence) {
    String id = publisher + ":" + sequence;
    Entry entry = new Entry();
    onTheWay.put(id, entry);
    ConnectionStatus before = nats.status();
    try {
      nats.publish(subject, id);
    } catch (NatsServiceException e) {
      onTheWay.remove(id);
      refused.incrementAndGet();
      if (e.outcome() != Outcome.NOT_SENT) {
        violations.add("A refused publish was not NOT_SENT: " + e);
      }
      return;
    }
    published.incrementAndGet();
    ConnectionStatus after = nats.status();
    if (before.state() == ConnectionState.RECONNECTING
        && after.state() == ConnectionState.RECONNECTING
        && before.reconnects() == after.reconnects()) {
      entry.buffered = true;
      buffered.incrementAndGet();
    }
    entry.end = System.nanoTime();
  }

  void received(String member, String id) {
    received.incrementAndGet();
    if (onTheWay.remove(id) == null) {
      violations.add(member + " received twice: " + id);
    }
    int colon = id.indexOf(':');
    long sequence = Long.parseLong(id.substring(colon + 1));
    Long before = last.put(member + " " + id.substring(0, colon), sequence);
    if (before != null && before >= sequence) {
      violations.add(member + " received out of order: " + id + " after " + before);
    }
  }

  void window(long start, boolean loseBuffered) {
    windows.add(new Window(start, System.nanoTime(), loseBuffered));
  }

  boolean disturbed(long from, long to) {
    return windows.stream().anyMatch(window -> window.overlaps(from, to));
  }

  /** Everything that was published before has arrived, or has a reason not to. */
  void settle(long until, Runnable flush) {
    flush.run();
    await().atMost(Recorder.PATIENCE).until(() -> inexcusable(until).isEmpty());
    onTheWay.forEach(
        (id, entry) -> {
          if (entry.end < until && onTheWay.remove(id, entry)) {
            lost.incrementAndGet();
          }
        });
  }

  private List<String> inexcusable(long until) {
    List<String> missing = new ArrayList<>();
    onTheWay.forEach(
        (id, entry) -> {
          if (entry.end < until && !excused(entry)) {
            missing.add(id);
          }
        });
    return missing;
  }

  private boolean excused(Entry entry) {
    return windows.stream()
        .anyMatch(
            window ->
                window.overlaps(entry.start, entry.end)
                    && (!entry.buffered || window.loseBuffered()));
  }

  void assertBalanced() {
    assertThat(violations).isEmpty();
    assertThat(onTheWay).isEmpty();
    assertThat(received.get() + lost.get()).isEqualTo(published.get());
  }

  @Override
  public String toString() {
    return "published %s, received %s, lost in a disconnect %s, buffered %s, refused %s"
        .formatted(published, received, lost, buffered, refused);
  }
}
