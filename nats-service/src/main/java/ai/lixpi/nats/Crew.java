package ai.lixpi.nats;

import ai.lixpi.nats.internal.Deadlines;
import ai.lixpi.nats.internal.wire.ReadBatch;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one queue: started when there is work, gone when there is none. A platform thread
 * that runs out of work stays for a moment, because waking it costs far less than finding another.
 */
final class Crew {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);
  private static final long LINGER = TimeUnit.MILLISECONDS.toNanos(100);

  /** What the workers do. */
  interface Job {
    /** Does one piece of work. */
    Step step();

    /** Whether there is work; asked with and without the lock, and may be wrong without. */
    boolean hasWork();
  }

  /** How a piece of work has ended. */
  enum Step {
    DONE,
    /** There was no work. */
    NOTHING,
    /** It goes on without a thread; the worker's place stays taken until {@link Crew#resume()}. */
    SUSPENDED
  }

  /** Who has to be woken or started, once the lock is released. */
  record Summons(@Nullable Thread sleeper, boolean newWorker) {
    private static final Summons NOBODY = new Summons(null, false);
    private static final Summons NEW_WORKER = new Summons(null, true);
  }

  private final HandlerThreads supply;
  private final Job job;
  private final ReentrantLock lock;
  private final Condition left;

  // Mutable state, under the lock
  private final Set<Thread> threads = new HashSet<>();
  private final ArrayDeque<Thread> parked = new ArrayDeque<>();
  private int workers;
  private boolean dismissed;

  Crew(HandlerThreads supply, ReentrantLock lock, Job job) {
    this.supply = supply;
    this.job = job;
    this.lock = lock;
    this.left = lock.newCondition();
  }

  /** Finds a worker for new work, at most so many in all; called under the lock. */
  Summons summon(int limit) {
    Thread sleeper = parked.poll();
    if (sleeper != null) {
      return new Summons(sleeper, false);
    }
    if (workers >= limit) {
      return Summons.NOBODY;
    }
    workers++;
    return Summons.NEW_WORKER;
  }

  /** Carries the summons out; called without the lock. */
  void call(Summons summons) {
    Thread sleeper = summons.sleeper();
    if (summons.newWorker()) {
      ReadBatch.soon(this::resume);
    } else if (sleeper != null) {
      ReadBatch.soon(() -> LockSupport.unpark(sleeper));
    }
  }

  /** Goes on with a suspended worker. */
  void resume() {
    try {
      supply.execute(this::run);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      leave(); // the second when there is no thread to be had: the next work tries again
    }
  }

  private void run() {
    enter();
    while (true) {
      switch (stepSafely()) {
        case DONE -> {}
        case SUSPENDED -> {
          exit();
          return;
        }
        case NOTHING -> {
          if (!stay()) {
            return;
          }
        }
      }
    }
  }

  /** Whatever a piece of work throws, the worker goes on with the next. */
  private Step stepSafely() {
    try {
      return job.step();
    } catch (RuntimeException | Error e) {
      LOG.error("NATS -> a worker failed", e);
      return Step.DONE;
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

  private void leave() {
    lock.lock();
    try {
      threads.remove(Thread.currentThread());
      workers--;
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether there is work again, or else leaves. */
  private boolean stay() {
    boolean lingers = !supply.virtual();
    lock.lock();
    try {
      if (job.hasWork()) {
        return true;
      }
      if (!lingers || dismissed) {
        leave();
        return false;
      }
      parked.push(Thread.currentThread());
    } finally {
      lock.unlock();
    }
    LockSupport.parkNanos(this, LINGER);
    lock.lock();
    try {
      boolean summoned = !parked.remove(Thread.currentThread());
      if (summoned || job.hasWork()) {
        return true;
      }
      leave();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody linger any more. */
  void dismiss() {
    lock.lock();
    try {
      dismissed = true;
      parked.forEach(LockSupport::unpark);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everybody else has left, but not beyond the deadline. */
  boolean awaitEmpty(long deadline) {
    lock.lock();
    try {
      int own = threads.contains(Thread.currentThread()) ? 1 : 0;
      return Deadlines.await(left, () -> workers <= own, deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts everybody else. */
  void interrupt() {
    lock.lock();
    try {
      for (Thread thread : threads) {
        if (thread != Thread.currentThread()) {
          thread.interrupt();
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
