package ai.lixpi.nats;

import io.nats.client.Message;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one subscription on their way to its handler: bounded, and started in order of
 * arrival. A worker holds a thread only while there is work, and none while it waits for a stage.
 */
abstract class Lane implements Crew.Job {
  /**
   * Handles one message; returns null when done, else a stage that ends with the message. Never
   * throws.
   */
  interface Work {
    @Nullable CompletionStage<?> handle(Message message);
  }

  /** What became of a message that was offered. */
  enum Offer {
    TAKEN,
    FULL,
    CLOSED
  }

  /** In {@link #started} when no more is started; what it counts is final then. */
  private static final long CLOSED = Long.MIN_VALUE;

  final ReentrantLock lock = new ReentrantLock();

  private final int maxWorkers;
  private final int maxMessages;
  private final long maxBytes;
  private final Work work;
  private final Crew crew;

  // Mutable state, written under the lock
  private final AtomicLong offered = new AtomicLong();
  private final AtomicLong offeredBytes = new AtomicLong();

  // Mutable state: the first decides between a worker and who closes the lane
  private final AtomicLong started = new AtomicLong();

  // Mutable state: written under the lock, or by the one worker of a serial lane
  private final AtomicLong startedBytes = new AtomicLong();

  // Mutable state, under the lock
  private boolean draining;

  Lane(SubscriptionOptions options, HandlerThreads threads, Work work) {
    this.maxWorkers = options.concurrency();
    this.maxMessages = options.pendingMessages();
    this.maxBytes = options.pendingBytes();
    this.work = work;
    this.crew = new Crew(threads, lock, this);
  }

  static Lane create(SubscriptionOptions options, HandlerThreads threads, Work work) {
    return options.concurrency() == 1
        ? new SerialLane(options, threads, work)
        : new ConcurrentLane(options, threads, work);
  }

  /** Keeps a message that was let in; called under the lock. Returns whether it can be started. */
  abstract boolean keep(Message message);

  /** The next message to start, or null when there is none; called by workers. */
  abstract @Nullable Message next();

  /** Lets go of what is kept, none of which will be started; called under the lock. */
  abstract void clear();

  /** Called when a message is done. */
  void finished(Message message) {}

  final Offer offer(Message message) {
    Crew.Summons summons;
    lock.lock();
    try {
      if (isClosed() || draining) {
        return Offer.CLOSED;
      }
      int bytes = message.getData().length;
      long waiting = offered.get() - started.get();
      long waitingBytes = offeredBytes.get() - startedBytes.get();
      if (waiting >= maxMessages || (waiting > 0 && waitingBytes + bytes > maxBytes)) {
        return Offer.FULL;
      }
      advance(offered, 1);
      advance(offeredBytes, bytes);
      if (!keep(message)) {
        return Offer.TAKEN;
      }
      summons = crew.summon(maxWorkers);
    } finally {
      lock.unlock();
    }
    crew.call(summons);
    return Offer.TAKEN;
  }

  private static void advance(AtomicLong counter, long by) {
    counter.lazySet(counter.get() + by);
  }

  @Override
  public final Crew.Step step() {
    Message message = next();
    if (message == null) {
      return Crew.Step.NOTHING;
    }
    CompletionStage<?> stage = handle(message);
    if (stage != null) {
      stage.whenComplete(
          (result, failure) -> {
            finished(message);
            crew.resume();
          });
      return Crew.Step.SUSPENDED;
    }
    finished(message);
    if (!isClosed()) {
      Thread.interrupted(); // a flag that a handler left behind is not for the next message
    }
    return Crew.Step.DONE;
  }

  /** Whatever happens to one message, the next one with its key has its turn. */
  private @Nullable CompletionStage<?> handle(Message message) {
    boolean done = false;
    try {
      CompletionStage<?> stage = work.handle(message);
      done = true;
      return stage;
    } finally {
      if (!done) {
        finished(message);
      }
    }
  }

  /** Returns the message if it may be started, and null when the lane has been closed before. */
  final @Nullable Message start(Message message) {
    long count = started.get();
    while (count >= 0) {
      if (started.compareAndSet(count, count + 1)) {
        advance(startedBytes, message.getData().length);
        return message;
      }
      count = started.get();
    }
    return null;
  }

  private boolean isClosed() {
    return started.get() < 0;
  }

  final long waiting() {
    long count = started.get();
    return count < 0 ? 0 : Math.max(0, offered.get() - count);
  }

  /** The messages that waited when the lane was closed. */
  final long givenUp() {
    long count = started.get();
    return count < 0 ? offered.get() - (count & ~CLOSED) : 0;
  }

  /**
   * Takes no more messages and waits until all are handled, but not beyond the deadline, and not
   * for the handler that calls it.
   */
  final boolean drain(long deadline) {
    lock.lock();
    try {
      draining = true;
    } finally {
      lock.unlock();
    }
    crew.dismiss();
    return crew.awaitEmpty(deadline) && waiting() == 0;
  }

  /** Starts no further message, and returns how many that gave up; 0 when it was closed before. */
  final long close() {
    lock.lock();
    try {
      boolean before = started.getAndUpdate(count -> count | CLOSED) < 0;
      clear();
      return before ? 0 : givenUp();
    } finally {
      lock.unlock();
      crew.dismiss();
    }
  }

  /** The same, and interrupts the handlers. */
  final long abort() {
    long unhandled = close();
    crew.interrupt();
    return unhandled;
  }
}
