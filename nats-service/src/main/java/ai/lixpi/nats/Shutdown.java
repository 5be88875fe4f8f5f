package ai.lixpi.nats;

import ai.lixpi.nats.internal.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ends of a service: at once, drained, or because no attempt is left. Whoever comes first does
 * it; the others wait.
 */
final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);
  private static final Duration TIDY = Duration.ofMillis(400);
  private static final Duration CLOSING = Duration.ofSeconds(10);
  private static final String DISCONNECTED = "The service was disconnected.";
  private static final DrainResult NOTHING_LOST = new DrainResult(true, List.of(), 0, 0);

  private final Core core;
  private final AtomicReference<@Nullable Thread> closer = new AtomicReference<>();

  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state, under the lock
  private @Nullable Thread drainer;
  private boolean cut;

  // Mutable state
  private volatile @Nullable ServiceClosedException reason;
  private volatile @Nullable Thread hook;

  Shutdown(Core core) {
    this.core = core;
  }

  ServiceClosedException closed() {
    ServiceClosedException why = reason;
    return why == null ? new ServiceClosedException("The service is closed.", null) : why.again();
  }

  void hook() {
    Thread thread = new Thread(() -> drain(core.drainTimeout()), "nats-shutdown");
    try {
      Runtime.getRuntime().addShutdownHook(thread);
      hook = thread;
    } catch (IllegalStateException e) {
      // the JVM is going down already, so whoever made this service closes it
    }
  }

  void now() {
    if (!begin()) {
      cutDrain();
      awaitOther(CLOSING);
      return;
    }
    abortAll();
    end(new ServiceClosedException(DISCONNECTED, null));
    LOG.info("NATS disconnected gracefully.");
  }

  DrainResult drain(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    if (!begin()) {
      awaitOther(timeout);
      return NOTHING_LOST;
    }
    core.board.moveTo(ConnectionState.DRAINING, null);
    beginDrain();
    DrainResult waited;
    boolean cutShort;
    try {
      waited = drainAll(deadline);
    } finally {
      cutShort = endDrain();
    }
    long unsent =
        end(
            new ServiceClosedException(
                cutShort ? DISCONNECTED : "The service was drained and closed.", null));
    if (waited.unhandled() > 0) {
      core.failures.report(
          new MessageLostException(
              waited.unfinished().get(0),
              waited.unhandled(),
              cutShort
                  ? "the service was disconnected before it was drained."
                  : "its handler had not finished when the drain timeout was over."));
    }
    LOG.info("NATS drained all subscriptions and disconnected.");
    return new DrainResult(
        waited.complete() && unsent == 0, waited.unfinished(), waited.unhandled(), unsent);
  }

  private DrainResult drainAll(long deadline) {
    List<DefaultSubscription> subscriptions = core.subscriptions.all();
    boolean complete = true;
    for (DefaultSubscription subscription : subscriptions) {
      complete &= subscription.drainWire(deadline);
    }
    List<String> unfinished = new ArrayList<>();
    long unhandled = 0;
    for (DefaultSubscription subscription : subscriptions) {
      DrainResult result = subscription.drain(deadline);
      complete &= result.complete();
      unfinished.addAll(result.unfinished());
      unhandled += result.unhandled();
    }
    complete &= flush(deadline);
    return new DrainResult(complete, unfinished, unhandled, 0);
  }

  private void beginDrain() {
    lock.lock();
    try {
      drainer = Thread.currentThread();
      if (cut) {
        drainer.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends whatever the draining thread waits for, one wait after another. */
  private void cutDrain() {
    lock.lock();
    try {
      cut = true;
      if (drainer != null && drainer != Thread.currentThread()) {
        drainer.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether it was cut short; an interrupt can't come for it any more. */
  private boolean endDrain() {
    lock.lock();
    try {
      drainer = null;
      if (cut) {
        Thread.interrupted(); // it was ours
      }
      return cut;
    } finally {
      lock.unlock();
    }
  }

  private boolean flush(long deadline) {
    Wire wire = core.supervisor.wire();
    try {
      boolean sent = core.outbound.awaitEmpty(deadline);
      if (wire == null || !wire.isOpen()) {
        return sent;
      }
      return sent && wire.flush(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void usedUp() {
    if (!begin()) {
      return;
    }
    NatsServiceException last = core.board.status().lastFailure().orElse(null);
    ServiceClosedException why =
        new ServiceClosedException(
            "The service has given up after maxReconnectAttempts failed attempts"
                + (last == null ? "." : "; the last one: " + last.getMessage()),
            last);
    abortAll();
    end(why);
  }

  private boolean begin() {
    return closer.compareAndSet(null, Thread.currentThread());
  }

  private void awaitOther(Duration timeout) {
    if (closer.get() == Thread.currentThread()) {
      return;
    }
    try {
      core.board.awaitClosed(System.nanoTime() + timeout.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void abortAll() {
    boolean tell = true; // not one after another when the first finds no room
    for (DefaultSubscription subscription : core.subscriptions.all()) {
      tell = subscription.abort(tell);
    }
  }

  private long end(ServiceClosedException why) {
    reason = why;
    core.requests.close(why);
    core.outbound.close(why);
    core.supervisor.stop();
    Thread thread = hook;
    if (thread != null && Thread.currentThread() != thread) {
      unhook(thread);
    }
    boolean interrupted = Thread.interrupted(); // closing jnats would swallow it
    core.transport.close();
    try {
      core.supervisor.awaitEnd(TIDY);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    core.supervisor.tellRest();
    long unsent = core.outbound.giveUp();
    core.timer.shutdownNow();
    core.board.moveTo(ConnectionState.CLOSED, why.getCause() == null ? null : why);
    LOG.warn("NATS -> connection closed");
    core.completions.close();
    core.threads.shutdown();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return unsent;
  }

  private static void unhook(Thread thread) {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      // the JVM is going down already
    }
  }
}
