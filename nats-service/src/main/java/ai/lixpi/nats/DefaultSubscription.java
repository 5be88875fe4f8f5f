package ai.lixpi.nats;

import ai.lixpi.nats.internal.Durations;
import ai.lixpi.nats.internal.wire.Wire;
import ai.lixpi.nats.internal.wire.WireSubscription;
import ai.lixpi.nats.internal.wire.WireSubscription.Drained;
import io.nats.client.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A handle that outlives connections: attached to each new wire, with one lane for all of them. */
final class DefaultSubscription implements NatsSubscription {
  /** What it needs of the service that it belongs to. */
  interface Home {
    /** How long it may wait for room in the outgoing queue. */
    Duration publishTimeout();

    /** There was no room for it: it has to be attached again. */
    void attachLater();

    /** There was no room to tell the server of its end. */
    void endLater(WireSubscription subscription);

    void ended();
  }

  private final String subject;
  private final SubscriptionDefinition.Type type;
  private final SubscriptionOptions options;
  private final Lane lane;
  private final HandlerEnd end;
  private final Overflow overflow;
  private final Home home;
  private final LongAdder received = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state, written under the lock
  private volatile @Nullable Wire wire;
  private @Nullable WireSubscription onWire;
  private volatile boolean ended;

  // Mutable state
  private volatile @Nullable NatsServiceException failure;

  DefaultSubscription(
      String subject,
      SubscriptionDefinition.Type type,
      SubscriptionOptions options,
      Lane lane,
      HandlerEnd end,
      Overflow overflow,
      Home home) {
    this.subject = subject;
    this.type = type;
    this.options = options;
    this.lane = lane;
    this.end = end;
    this.overflow = overflow;
    this.home = home;
  }

  /** Forgets a refusal; not in attach(), because the next one may come before that. */
  void detach() {
    failure = null;
  }

  void attach(Wire newWire, long deadline) {
    lock.lock();
    try {
      if (ended || newWire == wire) {
        return;
      }
      NatsServiceException before = failure;
      WireSubscription made =
          newWire.subscribe(subject, options.queue().orElse(null), this::receive, deadline);
      if (made == null) {
        if (!(before instanceof BufferFullException)) {
          failAndReport(BufferFullException.notTold("The subscription on", subject));
        }
        home.attachLater();
        return;
      }
      onWire = made;
      wire = newWire;
      if (failure == before) { // else the server has refused it already
        failure = null;
      }
    } catch (IllegalStateException e) {
      // this wire has closed meanwhile, and the next one comes with its own attach
    } catch (IllegalArgumentException e) {
      throw new InvalidSubjectException(
          "The subscription on '"
              + subject
              + "' was refused by the client: "
              + e.getMessage()
              + ".");
    } finally {
      lock.unlock();
    }
  }

  /**
   * The server does not have it. It leaves this wire, so that it is told to the next one only after
   * those that work. Returns false when it is not on the wire or was refused before.
   */
  boolean giveUp(Wire refusing, NatsServiceException reason) {
    WireSubscription last;
    lock.lock();
    try {
      last = onWire;
      if (wire != refusing || failure != null || last == null) {
        return false;
      }
      failure = reason;
      onWire = null;
      wire = null;
    } finally {
      lock.unlock();
    }
    if (!last.unsubscribe(home.publishTimeout())) {
      home.endLater(last);
    }
    return true;
  }

  boolean isMissingOn(Wire other) {
    return other != wire && failure instanceof BufferFullException;
  }

  private void receive(Message message) {
    received.increment();
    switch (lane.offer(message)) {
      case TAKEN -> {}
      case FULL -> overflow.dropped();
      case CLOSED -> end.skipped.increment();
    }
  }

  boolean is(String otherSubject, @Nullable String queue) {
    return subject.equals(otherSubject) && options.queue().equals(Optional.ofNullable(queue));
  }

  void fail(NatsServiceException reason) {
    failure = reason;
  }

  void failAndReport(NatsServiceException reason) {
    failure = reason;
    end.failures.report(reason);
  }

  @Override
  public String subject() {
    return subject;
  }

  @Override
  public SubscriptionOptions options() {
    return options;
  }

  @Override
  public SubscriptionDefinition.Type type() {
    return type;
  }

  @Override
  public boolean isActive() {
    Wire current = wire; // without the lock, under which an attach may wait for room
    return !ended && failure == null && current != null && current.isOpen();
  }

  @Override
  public Optional<NatsServiceException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public SubscriptionStatistics statistics() {
    return new SubscriptionStatistics(
        received.sum(),
        end.handled.sum(),
        end.failed.sum(),
        end.undecodable.sum(),
        overflow.count(),
        lane.givenUp() + end.skipped.sum(),
        end.withoutReplyTo.sum(),
        lane.waiting());
  }

  @Override
  public void unsubscribe() {
    lane.close();
    end.over();
    WireSubscription last = end();
    if (last != null) {
      tellTheServer(last);
    }
    overflow.report();
  }

  private void tellTheServer(WireSubscription last) {
    if (!last.unsubscribe(home.publishTimeout())) {
      end.failures.report(BufferFullException.notTold("The end of the subscription on", subject));
      home.endLater(last);
    }
  }

  /**
   * Ends it now and interrupts its handlers, because the connection is about to be closed. Returns
   * whether the server could be told.
   */
  boolean abort(boolean tell) {
    long unhandled = lane.abort();
    end.over();
    WireSubscription last = end();
    boolean told = last == null || (tell && last.unsubscribe(Duration.ZERO));
    overflow.report();
    if (unhandled > 0) {
      end.givenUp(unhandled);
    }
    return told;
  }

  private @Nullable WireSubscription end() {
    WireSubscription last;
    lock.lock();
    try {
      ended = true;
      last = onWire;
      onWire = null;
      wire = null;
    } finally {
      lock.unlock();
    }
    home.ended();
    return last;
  }

  @Override
  public DrainResult drain(Duration timeout) {
    DrainResult result =
        drain(System.nanoTime() + Durations.positive("timeout", timeout).toNanos());
    if (result.unhandled() > 0) {
      end.givenUp(result.unhandled());
    }
    return result;
  }

  DrainResult drain(long deadline) {
    boolean arrived = drainWire(deadline);
    boolean handled = lane.drain(deadline);
    long unhandled = handled ? 0 : lane.abort();
    lane.close();
    end.over();
    overflow.report();
    return new DrainResult(
        arrived && handled, handled ? List.of() : List.of(subject), unhandled, 0);
  }

  /** The first half of a drain: nothing more comes, and all that was under way is in the lane. */
  boolean drainWire(long deadline) {
    WireSubscription last;
    boolean open;
    lock.lock();
    try {
      last = onWire;
      open = wire != null && wire.isOpen();
    } finally {
      lock.unlock();
    }
    Drained drained = last == null || !open ? null : drain(last, deadline);
    WireSubscription left = end();
    if (left != null && drained == Drained.SERVER_NOT_TOLD) {
      home.endLater(left);
    } else if (left != null && (drained == null || left != last)) {
      tellTheServer(left); // else it would come back with the link, and take messages from others
    }
    return drained == null || drained == Drained.ALL;
  }

  private static Drained drain(WireSubscription subscription, long deadline) {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      return Drained.SERVER_NOT_TOLD;
    }
    try {
      return subscription.drain(Duration.ofNanos(left));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Drained.IN_PART;
    }
  }

  @Override
  public String toString() {
    return type
        + " "
        + subject
        + options.queue().map(queue -> " in queue group " + queue).orElse("");
  }
}
