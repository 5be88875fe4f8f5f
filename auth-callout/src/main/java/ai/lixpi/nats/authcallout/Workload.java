package ai.lixpi.nats.authcallout;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs on a limited number of threads, with a limited queue and a deadline for each. A job
 * that overruns it is interrupted and given up; until it returns, another thread takes its place.
 */
final class Workload {
  /** A piece of work. Exactly one of {@link #work}'s end and {@link #overdue} counts. */
  interface Job {
    /** Does it; what it gives back is only wanted while {@link Turn#end} says so. */
    void work(Turn turn);

    /** The deadline has passed. */
    void overdue(Overdue how);
  }

  /** Where a job was when its deadline passed. */
  enum Overdue {
    WAITING,
    RUNNING
  }

  private enum State {
    WAITING,
    RUNNING,
    OVER,
    ABANDONED
  }

  private static final int MOST_REPLACEMENTS = 4; // times the number of threads

  private final int threads;
  private final Duration deadline;
  private final ThreadPoolExecutor pool;
  private final ScheduledThreadPoolExecutor timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Mutable state, under the lock
  private int open;
  private int running;
  private int hanging;

  Workload(String name, int threads, int queue, Duration deadline) {
    this.threads = threads;
    this.deadline = deadline;
    this.pool =
        new ThreadPoolExecutor(
            threads, threads, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), named(name));
    this.pool.allowCoreThreadTimeOut(true);
    this.timer = new ScheduledThreadPoolExecutor(1, named(name + "-deadline"));
    this.timer.setRemoveOnCancelPolicy(true);
    this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true); // a verifier that hangs must not keep the JVM alive
      return thread;
    };
  }

  /** Takes a job, unless the queue is full. */
  boolean submit(Job job) {
    Turn turn = new Turn(job);
    opened();
    try {
      turn.timer = timer.schedule(turn::expire, deadline.toNanos(), TimeUnit.NANOSECONDS);
      pool.execute(turn);
      return true;
    } catch (RejectedExecutionException e) {
      if (!turn.withdraw()) {
        return true; // the deadline was quicker, and the job knows of it
      }
      closed();
      return false;
    }
  }

  private void opened() {
    lock.lock();
    try {
      open++;
    } finally {
      lock.unlock();
    }
  }

  private void closed() {
    lock.lock();
    try {
      open--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    return pool.getQueue().size();
  }

  int running() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  int hanging() {
    lock.lock();
    try {
      return hanging;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until every job is done or overdue; says whether that came in time. */
  boolean awaitEmpty(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (open > 0 && left > 0) {
        left = changed.awaitNanos(left);
      }
      return open == 0;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    pool.shutdownNow();
    timer.shutdownNow();
  }

  /** Under the lock. A larger core needs a larger maximum first, a smaller one the reverse. */
  private void resize() {
    int size = threads + Math.min(hanging, threads * MOST_REPLACEMENTS);
    if (size > pool.getMaximumPoolSize()) {
      pool.setMaximumPoolSize(size);
      pool.setCorePoolSize(size);
    } else {
      pool.setCorePoolSize(size);
      pool.setMaximumPoolSize(size);
    }
  }

  /** One job on its way. */
  final class Turn implements Runnable {
    private final Job job;

    // Mutable state, under the lock
    private State state = State.WAITING;
    private @Nullable Thread thread;
    private volatile @Nullable Future<?> timer;

    Turn(Job job) {
      this.job = job;
    }

    /** Claims the right to answer; false when the deadline has taken it. */
    boolean end() {
      lock.lock();
      try {
        if (state != State.RUNNING) {
          return false;
        }
        state = State.OVER;
        return true;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void run() {
      if (!begin()) {
        return;
      }
      try {
        job.work(this);
      } finally {
        finish();
      }
    }

    private boolean begin() {
      lock.lock();
      try {
        if (state != State.WAITING) {
          return false;
        }
        state = State.RUNNING;
        thread = Thread.currentThread();
        running++;
        return true;
      } finally {
        lock.unlock();
      }
    }

    private void finish() {
      lock.lock();
      try {
        thread = null; // from here on no interrupt can hit the next job of this thread
        if (state == State.ABANDONED) {
          hanging--;
          resize();
        } else {
          state = State.OVER;
          running--;
          open--;
          changed.signalAll();
        }
      } finally {
        lock.unlock();
      }
      Thread.interrupted();
      cancelTimer();
    }

    private void expire() {
      Overdue how;
      lock.lock();
      try {
        if (state == State.WAITING) {
          how = Overdue.WAITING;
          state = State.OVER;
        } else if (state == State.RUNNING) {
          how = Overdue.RUNNING;
          state = State.ABANDONED;
          running--;
          hanging++;
          resize();
          if (thread != null) {
            thread.interrupt();
          }
        } else {
          return;
        }
      } finally {
        lock.unlock();
      }
      try {
        job.overdue(how);
      } finally {
        pool.remove(this);
        closed();
      }
    }

    /** False when the deadline has been quicker. */
    private boolean withdraw() {
      boolean mine;
      lock.lock();
      try {
        mine = state == State.WAITING;
        state = State.OVER;
      } finally {
        lock.unlock();
      }
      cancelTimer();
      return mine;
    }

    private void cancelTimer() {
      Future<?> pending = timer;
      if (pending != null) {
        pending.cancel(false);
      }
    }
  }
}
