package ai.lixpi.nats;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Where handlers wait until a test lets them pass. */
final class Gate implements AutoCloseable {
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);

  /** How many have passed. */
  final AtomicInteger passed = new AtomicInteger();

  void pass() throws InterruptedException {
    entered.countDown();
    Failing.await(open);
    passed.incrementAndGet();
  }

  /** Waits until somebody stands before it. */
  void awaitEntered() throws InterruptedException {
    Failing.await(entered);
  }

  void open() {
    open.countDown();
  }

  @Override
  public void close() {
    open();
  }
}
