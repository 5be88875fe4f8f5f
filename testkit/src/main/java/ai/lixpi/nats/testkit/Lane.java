package ai.lixpi.nats.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** What all connections of a proxy have in common in one direction: the fault that is on. */
final class Lane {
  enum Mode {
    FLOW,
    STALL,
    DISCARD
  }

  final LongAdder forwarded = new LongAdder();
  final List<Trigger> triggers = new CopyOnWriteArrayList<>();

  // Mutable state
  private Mode mode = Mode.FLOW;
  private volatile long delayNanos;

  synchronized void set(Mode newMode) {
    mode = newMode;
    notifyAll();
  }

  void delay(Duration delay) {
    delayNanos = delay.toNanos();
  }

  long delayNanos() {
    return delayNanos;
  }

  /** Waits while the lane is stalled; says whether what waited may go on or is lost. */
  synchronized boolean passes(BooleanSupplier abandoned) throws InterruptedException {
    while (mode == Mode.STALL && !abandoned.getAsBoolean()) {
      wait();
    }
    return mode == Mode.FLOW && !abandoned.getAsBoolean();
  }

  /** Lets those who wait see that their connection has been abandoned. */
  synchronized void wake() {
    notifyAll();
  }
}
