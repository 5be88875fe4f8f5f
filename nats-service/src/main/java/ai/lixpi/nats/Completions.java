package ai.lixpi.nats;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what users have chained to their replies. One worker does it while it is quick; when a piece
 * blocks, others take over, so that no chain waits for another.
 */
final class Completions implements Executor, Crew.Job {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);
  private static final int MOST_WORKERS = 1_024;
  private static final long STUCK_MILLIS = 5;

  private final ScheduledExecutorService timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Crew crew;
  private final AtomicBoolean watching = new AtomicBoolean();

  // Mutable state, under the lock
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private long taken;

  // Mutable state
  private volatile int size;
  private volatile boolean closed;

  Completions(HandlerThreads threads, ScheduledExecutorService timer) {
    this.timer = timer;
    this.crew = new Crew(threads, lock, this);
  }

  @Override
  public void execute(Runnable task) {
    Crew.Summons summons;
    long seen;
    lock.lock();
    try {
      queue.add(task);
      size = queue.size();
      seen = taken;
      summons = crew.summon(1);
    } finally {
      lock.unlock();
    }
    crew.call(summons);
    if (size > 0) {
      watch(seen);
    }
    while (closed && step() == Crew.Step.DONE) {
      // there may be no thread to be had any more, and somebody waits for this
    }
  }

  /**
   * If nothing has been taken for a moment although something waits, the workers there are must be
   * blocked.
   */
  private void watch(long seen) {
    if (watching.compareAndSet(false, true)) {
      try {
        timer.schedule(() -> check(seen), STUCK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        watching.set(false); // closed meanwhile
      }
    }
  }

  private void check(long seen) {
    watching.set(false);
    Crew.Summons summons = null;
    long now;
    lock.lock();
    try {
      now = taken;
      if (queue.isEmpty()) {
        return;
      }
      if (now == seen) {
        summons = crew.summon(MOST_WORKERS);
      }
    } finally {
      lock.unlock();
    }
    if (summons != null) {
      crew.call(summons);
    }
    watch(now);
  }

  @Override
  public boolean hasWork() {
    return size > 0;
  }

  @Override
  public Crew.Step step() {
    Runnable task = take();
    if (task == null) {
      return Crew.Step.NOTHING;
    }
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("NATS -> what was chained to a reply failed", e);
    }
    Thread.interrupted(); // a flag that it left behind is not for the next one
    return Crew.Step.DONE;
  }

  private @Nullable Runnable take() {
    lock.lock();
    try {
      Runnable task = queue.poll();
      if (task != null) {
        taken++;
        size = queue.size();
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  /** Brings workers for all that waits, because from now on nobody watches who is blocked. */
  void close() {
    closed = true;
    List<Crew.Summons> all = new ArrayList<>();
    lock.lock();
    try {
      queue.forEach(task -> all.add(crew.summon(MOST_WORKERS)));
    } finally {
      lock.unlock();
    }
    all.forEach(crew::call);
    crew.dismiss();
  }
}
