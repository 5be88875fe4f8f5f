package ai.lixpi.nats.demo;

import ai.lixpi.nats.NatsService;
import java.util.BitSet;
import java.util.concurrent.locks.LockSupport;

/** Publishes 0, 1, 2 and so on, some thousand a second, until it is ended. */
final class Traffic {
  private static final long PAUSE_NANOS = 300_000;

  private final NatsService nats;
  private final Thread thread = new Thread(this::run, "demo-traffic");
  private final BitSet whileDown = new BitSet();

  // Mutable state
  private volatile boolean ended;
  private int next;

  Traffic(NatsService nats) {
    this.nats = nats;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (!ended) {
      if (!nats.isConnected()) {
        whileDown.set(next);
      }
      nats.publish("demo.traffic", next);
      next++;
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Ends it; returns how many messages were published. */
  int end() throws InterruptedException {
    ended = true;
    thread.join();
    return next;
  }

  /** Which messages were published while there was no connection; once it has ended. */
  BitSet whileDown() {
    return whileDown;
  }
}
