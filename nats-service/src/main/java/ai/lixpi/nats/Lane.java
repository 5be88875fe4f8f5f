package ai.lixpi.nats;

import io.nats.client.Message;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one subscription on their way to its handler: bounded, and started in order of
 * arrival. A worker holds a thread only while there is work, and none while it waits for a stage.
 */
abstract class Lane {
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

  private final int maxWorkers;
  private final int maxMessages;
  private final long maxBytes;
  private final Executor executor;
  private final Work work;
  private final Condition idle;
  final ReentrantLock lock = new ReentrantLock();

  // Mutable state: written by whoever starts a message, read by whoever offers one
  private final AtomicLong started = new AtomicLong();
  private final AtomicLong startedBytes = new AtomicLong();

  // Mutable state, under the lock
  private final Set<Thread> threads = new HashSet<>();
  private long offered;
  private long offeredBytes;
  private int workers;
  private boolean draining;

  // Mutable state
  private volatile boolean closed;

  Lane(SubscriptionOptions options, Executor executor, Work work) {
    this.maxWorkers = options.concurrency();
    this.maxMessages = options.pendingMessages();
    this.maxBytes = options.pendingBytes();
    this.executor = executor;
    this.work = work;
    this.idle = lock.newCondition();
  }

  static Lane create(SubscriptionOptions options, Executor executor, Work work) {
    return options.concurrency() == 1
        ? new SerialLane(options, executor, work)
        : new ConcurrentLane(options, executor, work);
  }

  /** Keeps a message that was let in; called under the lock. */
  abstract void keep(Message message);

  /** Whether a worker would find something; called under the lock. */
  abstract boolean hasWork();

  /** The next message for a worker, or null when there is none and the worker has left. */
  abstract @Nullable Message next();

  /** Called when a message is done. */
  void finished(Message message) {}

  final Offer offer(Message message) {
    boolean start;
    lock.lock();
    try {
      if (closed || draining) {
        return Offer.CLOSED;
      }
      int bytes = message.getData().length;
      long waiting = offered - started.get();
      long waitingBytes = offeredBytes - startedBytes.get();
      if (waiting >= maxMessages || (waiting > 0 && waitingBytes + bytes > maxBytes)) {
        return Offer.FULL;
      }
      offered++;
      offeredBytes += bytes;
      keep(message);
      start = workers < maxWorkers && hasWork();
      if (start) {
        workers++;
      }
    } finally {
      lock.unlock();
    }
    if (start) {
      launch();
    }
    return Offer.TAKEN;
  }

  private void launch() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      leave();
    }
  }

  private void run() {
    enter();
    for (Message message = next(); message != null; message = next()) {
      CompletionStage<?> stage = closed ? null : work.handle(message);
      if (stage != null) {
        exit();
        Message current = message;
        stage.whenComplete(
            (result, failure) -> {
              finished(current);
              launch();
            });
        return;
      }
      finished(message);
      if (!closed) {
        Thread.interrupted(); // a flag that a handler left behind is not for the next message
      }
    }
  }

  private void enter() {
    lock.lock();
    try {
      threads.add(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  private void exit() {
    lock.lock();
    try {
      threads.remove(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  /** The end of a worker. */
  final void leave() {
    lock.lock();
    try {
      threads.remove(Thread.currentThread());
      workers--;
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  final Message start(Message message) {
    started.lazySet(started.get() + 1);
    startedBytes.lazySet(startedBytes.get() + message.getData().length);
    return message;
  }

  final long waiting() {
    lock.lock();
    try {
      return offered - started.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes no more messages and waits until all are handled, but not beyond the deadline, and not
   * for the handler that calls it.
   */
  final boolean drain(long deadline) {
    lock.lock();
    try {
      draining = true;
      boolean fromHandler = threads.contains(Thread.currentThread());
      while (workers > (fromHandler ? 1 : 0)) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        idle.await(left, TimeUnit.NANOSECONDS);
      }
      return !fromHandler || offered == started.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Starts no further message. */
  final void close() {
    closed = true;
  }

  /**
   * Starts no further message, interrupts the handlers, and returns how many messages were given
   * up.
   */
  final long abort() {
    lock.lock();
    try {
      closed = true;
      long unhandled = offered - started.get();
      for (Thread thread : threads) {
        if (thread != Thread.currentThread()) {
          thread.interrupt();
        }
      }
      return unhandled;
    } finally {
      lock.unlock();
    }
  }
}
