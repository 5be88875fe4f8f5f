package ai.lixpi.nats;

import ai.lixpi.nats.internal.wire.Wire;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The live subscriptions of a service, in the order in which they were made. */
final class Subscriptions {
  private final ConcurrentSkipListMap<Long, DefaultSubscription> live =
      new ConcurrentSkipListMap<>();
  private final AtomicLong nextId = new AtomicLong();

  // Mutable state
  private volatile @Nullable Wire up;

  long newId() {
    return nextId.incrementAndGet();
  }

  void add(long id, DefaultSubscription subscription) {
    live.put(id, subscription);
    Wire wire = up;
    if (wire != null) {
      subscription.attach(wire);
    }
  }

  void remove(long id) {
    live.remove(id);
  }

  void attach(Wire wire) {
    up = wire;
    live.values().forEach(subscription -> subscription.attach(wire));
  }

  void detach() {
    up = null;
    live.values().forEach(DefaultSubscription::detach);
  }

  void denied(String subject, @Nullable String queue, NatsServiceException failure) {
    live.values().stream()
        .filter(subscription -> subscription.is(subject, queue))
        .forEach(subscription -> subscription.fail(failure));
  }

  List<DefaultSubscription> all() {
    return new ArrayList<>(live.values());
  }

  /**
   * Those whose subject is the filter, or fits it where it has one '*', which stands for any
   * characters.
   */
  List<NatsSubscription> matching(String filter) {
    int star = filter.indexOf('*');
    String head = star < 0 ? filter : filter.substring(0, star);
    String tail = star < 0 ? "" : filter.substring(star + 1);
    List<NatsSubscription> found = new ArrayList<>();
    for (DefaultSubscription subscription : live.values()) {
      String subject = subscription.subject();
      boolean fits =
          subject.equals(filter)
              || (star >= 0
                  && subject.length() >= head.length() + tail.length()
                  && subject.startsWith(head)
                  && subject.endsWith(tail));
      if (fits) {
        found.add(subscription);
      }
    }
    return found;
  }

  List<NatsSubscription> withSubjects(Collection<String> subjects) {
    List<NatsSubscription> found = new ArrayList<>();
    for (DefaultSubscription subscription : live.values()) {
      if (subjects.contains(subscription.subject())) {
        found.add(subscription);
      }
    }
    return found;
  }
}
