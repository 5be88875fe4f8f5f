package ai.lixpi.nats;

import ai.lixpi.nats.internal.wire.Wire;
import ai.lixpi.nats.internal.wire.WireSubscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The live subscriptions of a service, in the order in which they were made. */
final class Subscriptions {
  private final ConcurrentSkipListMap<Long, DefaultSubscription> live =
      new ConcurrentSkipListMap<>();
  private final AtomicLong nextId = new AtomicLong();
  private final Queue<WireSubscription> untold = new ConcurrentLinkedQueue<>();
  private final Outbound outbound;
  private final Runnable mendLater;

  // Mutable state
  private volatile @Nullable Wire up;

  Subscriptions(Outbound outbound, Runnable mendLater) {
    this.outbound = outbound;
    this.mendLater = mendLater;
  }

  long newId() {
    return nextId.incrementAndGet();
  }

  DefaultSubscription.Home homeOf(long id) {
    return new Home(id);
  }

  void add(long id, DefaultSubscription subscription) {
    live.put(id, subscription);
    Wire wire = up;
    if (wire == null) {
      return;
    }
    try {
      subscription.attach(wire, outbound.deadline());
    } catch (RuntimeException | Error e) {
      live.remove(id);
      throw e;
    }
  }

  void attach(Wire wire) {
    up = wire;
    long deadline = outbound.deadline(); // one for all: they wait for the same queue
    for (DefaultSubscription subscription : live.values()) {
      try {
        subscription.attach(wire, deadline);
      } catch (NatsServiceException e) {
        subscription.failAndReport(e); // the others are not to suffer for it
      }
    }
  }

  /** Makes up for what found no room in the outgoing queue. */
  void mend() {
    for (int left = untold.size(); left > 0; left--) {
      WireSubscription next = untold.poll();
      if (next != null && !next.unsubscribe(outbound.publishTimeout())) {
        untold.add(next);
        mendLater.run();
      }
    }
    Wire wire = up;
    if (wire != null) {
      long deadline = outbound.deadline();
      live.values().stream()
          .filter(subscription -> subscription.isMissingOn(wire))
          .forEach(subscription -> subscription.attach(wire, deadline));
    }
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

  /**
   * The server took one less than it was told of, and does not say which: it was the last one, or
   * one that was made at the same time. Returns null when that was the inbox, which got its number
   * after all of these.
   */
  @Nullable NatsServiceException oneTooMany(Wire wire, long inboxNumber) {
    for (DefaultSubscription last : live.tailMap(inboxNumber).descendingMap().values()) {
      LimitExceededException failure = tooMany("subscription on '" + last.subject() + "'");
      if (last.giveUp(wire, failure)) {
        return failure;
      }
    }
    return null;
  }

  static LimitExceededException tooMany(String which) {
    return new LimitExceededException(
        Outcome.REJECTED,
        "The server takes no more subscriptions of this connection and refused the "
            + which
            + ": raise max_subscriptions, or end others; it is tried again with the next connection.",
        null);
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

  /** What a subscription needs of the service that it belongs to. */
  private final class Home implements DefaultSubscription.Home {
    private final long id;

    Home(long id) {
      this.id = id;
    }

    @Override
    public Duration publishTimeout() {
      return outbound.publishTimeout();
    }

    @Override
    public void attachLater() {
      mendLater.run();
    }

    @Override
    public void endLater(WireSubscription subscription) {
      untold.add(subscription);
      mendLater.run();
    }

    @Override
    public void ended() {
      live.remove(id);
    }
  }
}
