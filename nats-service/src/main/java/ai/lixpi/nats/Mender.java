package ai.lixpi.nats;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does again, a moment later, what found no room in the outgoing queue. */
final class Mender {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);
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
    } catch (OutOfMemoryError e) { // no thread is to be had: a moment later perhaps
      planned.set(false);
      later();
    }
  }

  private void mend() {
    planned.set(false); // first, because it may have to be done once more
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("NATS -> what had found no room could not be mended", e);
    }
  }
}
