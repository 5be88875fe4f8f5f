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

  final ReentrantLock lock = new ReentrantLock();

  private final int maxWorkers;
  private final int maxMessages;
  private final long maxBytes;
  private final Work work;
  private final Crew crew;

  // Mutable state: written under the lock, or by the one worker of a serial lane
  private final AtomicLong offered = new AtomicLong();
  private final AtomicLong offeredBytes = new AtomicLong();
  private final AtomicLong started = new AtomicLong();
  private final AtomicLong startedBytes = new AtomicLong();

  // Mutable state, under the lock
  private boolean draining;

  // Mutable state
  private volatile boolean closed;

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

  /** Called when a message is done. */
  void finished(Message message) {}

  final Offer offer(Message message) {
    Crew.Summons summons;
    lock.lock();
    try {
      if (closed || draining) {
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
    CompletionStage<?> stage = closed ? null : work.handle(message);
    if (stage != null) {
      stage.whenComplete(
          (result, failure) -> {
            finished(message);
            crew.resume();
          });
      return Crew.Step.SUSPENDED;
    }
    finished(message);
    if (!closed) {
      Thread.interrupted(); // a flag that a handler left behind is not for the next message
    }
    return Crew.Step.DONE;
  }

  final Message start(Message message) {
    advance(started, 1);
    advance(startedBytes, message.getData().length);
    return message;
  }

  final long waiting() {
    return Math.max(0, offered.get() - started.get());
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

  /** Starts no further message. */
  final void close() {
    closed = true;
    crew.dismiss();
  }

  /**
   * Starts no further message, interrupts the handlers, and returns how many messages were given
   * up.
   */
  final long abort() {
    lock.lock();
    try {
      closed = true;
      return waiting();
    } finally {
      lock.unlock();
      crew.dismiss();
      crew.interrupt();
    }
  }
}
