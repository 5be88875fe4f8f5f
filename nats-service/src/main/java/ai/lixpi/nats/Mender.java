package ai.lixpi.nats;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Does again, a moment later, what found no room in the outgoing queue. */
final class Mender {
  private static final long PAUSE_MILLIS = 500;

  private final ScheduledExecutorService timer;
  private final Executor threads;
  private final Runnable work;
  private final AtomicBoolean planned = new AtomicBoolean();

  Mender(ScheduledExecutorService timer, Executor threads, Runnable work) {
    this.timer = timer;
    this.threads = threads;
    this.work = work;
  }

  void later() {
    if (planned.compareAndSet(false, true)) {
      try {
        timer.schedule(this::start, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // closed, and with it all that was to be mended
      }
    }
  }

  private void start() {
    try {
      threads.execute(this::mend); // it waits for room, which the timer must not
    } catch (RejectedExecutionException e) {
      // closed meanwhile
    }
  }

  private void mend() {
    planned.set(false); // first, because it may have to be done once more
    work.run();
  }
}
