package ai.lixpi.nats.cli;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C (and SIGTERM): tells the command that runs to stop, and waits until it has tidied up. What
 * does not listen is interrupted.
 */
public final class Interrupts {
  private static final long LISTENING_MILLIS = 500;
  private static final long TIDYING_SECONDS = 15;

  private final Thread command = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ConcurrentLinkedDeque<Runnable> actions = new ConcurrentLinkedDeque<>();

  // Mutable state
  private volatile boolean requested;

  Interrupts() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "interrupts"));
  }

  /** A registration that ends when it is closed. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Runs an action on Ctrl-C, on another thread; at once if that has been pressed already.
   *
   * @param action stops what the command waits for
   * @return ends the registration
   */
  public Registration onInterrupt(Runnable action) {
    actions.push(action);
    if (requested) {
      action.run();
    }
    return () -> actions.remove(action);
  }

  /**
   * Waits, until Ctrl-C at the latest.
   *
   * @param done what is waited for
   * @throws InterruptedException when somebody interrupts this thread
   */
  @SuppressWarnings("try") // it is registered for as long as it is open
  public void await(CountDownLatch done) throws InterruptedException {
    try (Registration registration = onInterrupt(done::countDown)) {
      done.await();
    }
  }

  /**
   * Waits, until Ctrl-C or the end of a time at the latest.
   *
   * @param done what is waited for
   * @param limit how long
   * @return whether it came, or Ctrl-C
   * @throws InterruptedException when somebody interrupts this thread
   */
  @SuppressWarnings("try") // it is registered for as long as it is open
  public boolean await(CountDownLatch done, Duration limit) throws InterruptedException {
    try (Registration registration = onInterrupt(done::countDown)) {
      return done.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Whether Ctrl-C has been pressed.
   *
   * @return whether the command shall end
   */
  public boolean requested() {
    return requested;
  }

  /** From now on somebody else's shutdown hook does all that is needed. */
  public void leaveToOthers() {
    ended.countDown();
  }

  void ended() {
    ended.countDown();
  }

  private void stop() {
    if (ended.getCount() == 0) {
      return;
    }
    requested = true;
    actions.forEach(Runnable::run);
    try {
      if (!ended.await(LISTENING_MILLIS, TimeUnit.MILLISECONDS)) {
        command.interrupt();
        ended.await(TIDYING_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
