package ai.lixpi.nats;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the listeners of the user, one after another and in order, so that none of them can hold up
 * the service.
 */
final class Notifier {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);
  private static final int CAPACITY = 4_096;

  private final Executor executor;
  private final Counters counters;
  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private boolean running;

  Notifier(Executor executor, Counters counters) {
    this.executor = executor;
    this.counters = counters;
  }

  void tell(Runnable call) {
    boolean start;
    lock.lock();
    try {
      if (queue.size() >= CAPACITY) {
        counters.unreported.increment();
        return;
      }
      queue.add(call);
      start = !running;
      running = true;
    } finally {
      lock.unlock();
    }
    if (start) {
      try {
        executor.execute(this::run);
      } catch (RejectedExecutionException e) {
        run();
      } catch (Error e) { // no thread is to be had: the next call tries again
        LOG.error("NATS -> listeners have to wait for a thread", e);
        stopped();
      }
    }
  }

  private void stopped() {
    lock.lock();
    try {
      running = false;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    for (Runnable next = next(); next != null; next = next()) {
      try {
        next.run();
      } catch (Throwable e) { // other languages throw checked exceptions too
        LOG.error("NATS -> a listener failed", e);
      }
    }
  }

  private @org.jspecify.annotations.Nullable Runnable next() {
    lock.lock();
    try {
      Runnable next = queue.poll();
      running = next != null;
      return next;
    } finally {
      lock.unlock();
    }
  }
}
