package ai.lixpi.nats;

import ai.lixpi.nats.internal.Durations;
import ai.lixpi.nats.internal.wire.Wire;
import ai.lixpi.nats.internal.wire.WireSubscription;
import io.nats.client.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A handle that outlives connections: attached to each new wire, with one lane for all of them. */
final class DefaultSubscription implements NatsSubscription {
  private final String subject;
  private final SubscriptionDefinition.Type type;
  private final SubscriptionOptions options;
  private final Lane lane;
  private final HandlerEnd end;
  private final Overflow overflow;
  private final Runnable onEnd;
  private final LongAdder received = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state, under the lock
  private @Nullable Wire wire;
  private @Nullable WireSubscription onWire;
  private boolean ended;

  // Mutable state
  private volatile @Nullable NatsServiceException failure;

  DefaultSubscription(
      String subject,
      SubscriptionDefinition.Type type,
      SubscriptionOptions options,
      Lane lane,
      HandlerEnd end,
      Overflow overflow,
      Runnable onEnd) {
    this.subject = subject;
    this.type = type;
    this.options = options;
    this.lane = lane;
    this.end = end;
    this.overflow = overflow;
    this.onEnd = onEnd;
  }

  /** Forgets a refusal; not in attach(), because the next one may come before that. */
  void detach() {
    failure = null;
  }

  void attach(Wire newWire) {
    lock.lock();
    try {
      if (newWire != wire) {
        failure = null;
      }
      if (!ended && newWire != wire) {
        onWire = newWire.subscribe(subject, options.queue().orElse(null), this::receive);
        wire = newWire;
      }
    } catch (IllegalStateException e) {
      wire = null; // this wire has closed meanwhile, and the next one comes with its own attach
    } finally {
      lock.unlock();
    }
  }

  private void receive(Message message) {
    received.increment();
    if (lane.offer(message) == Lane.Offer.FULL) {
      overflow.dropped();
    }
  }

  boolean is(String otherSubject, @Nullable String queue) {
    return subject.equals(otherSubject) && options.queue().equals(Optional.ofNullable(queue));
  }

  void fail(NatsServiceException reason) {
    failure = reason;
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
    lock.lock();
    try {
      return !ended && failure == null && wire != null && wire.isOpen();
    } finally {
      lock.unlock();
    }
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
        end.withoutReplyTo.sum(),
        lane.waiting());
  }

  @Override
  public void unsubscribe() {
    lane.close();
    end.over();
    WireSubscription last = end();
    if (last != null) {
      last.unsubscribe();
    }
    overflow.report();
  }

  /** Ends it now and interrupts its handlers. */
  void abort() {
    long unhandled = lane.abort();
    unsubscribe();
    if (unhandled > 0) {
      end.givenUp(unhandled);
    }
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
    onEnd.run();
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
    boolean drained = true;
    if (last != null && open) {
      long left = Math.max(1, deadline - System.nanoTime());
      try {
        drained = last.drain(Duration.ofNanos(left)).get(left, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        drained = false;
      } catch (ExecutionException | TimeoutException e) {
        drained = false;
      }
    }
    WireSubscription left = end();
    if (left != null && !(open && drained && left == last)) {
      left.unsubscribe(); // else it would come back with the link, and take messages from others
    }
    return drained;
  }

  @Override
  public String toString() {
    return type
        + " "
        + subject
        + options.queue().map(queue -> " in queue group " + queue).orElse("");
  }
}
