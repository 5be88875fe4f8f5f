package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.benchmarks.Metric;
import ai.lixpi.nats.benchmarks.Outcome;
import ai.lixpi.nats.benchmarks.client.Client;
import ai.lixpi.nats.benchmarks.client.Session;
import ai.lixpi.nats.testkit.NatsServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The server is killed, stays away, and comes back. Measured is the time from its accepting a
 * connection again to the first message through the subscription from before.
 */
public final class Reconnect implements Workload {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);

  private final String subject = Subjects.fresh("reconnect");
  private final NatsServer server = NatsServer.start();
  private final ExecutorService background = Executors.newSingleThreadExecutor();
  private final Duration outage;
  private final Session subscriber;

  // Mutable state
  private volatile Awaited awaited = new Awaited((byte) 0);

  /**
   * On a server of its own: the other side's outages would leave this one in the midst of a wait.
   */
  public Reconnect(Client client, Duration outage) throws Exception {
    this.outage = outage;
    subscriber = client.connect(server.url());
    subscriber.subscribe(subject, message -> awaited.see(message[0]));
  }

  @Override
  public Outcome measure() throws Exception {
    Awaited mine = new Awaited((byte) (awaited.round() + 1));
    awaited = mine;
    server.kill();
    Thread.sleep(outage.toMillis());
    Future<Probe> listener = background.submit(() -> Probe.connect(server.url(), PATIENCE));
    server.restart();
    try (Probe probe = listener.get()) {
      long listening = probe.connectedAt();
      while (!mine.first().await(1, TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - listening > PATIENCE) {
          throw new TimeoutException("No message two minutes after the server came back");
        }
        probe.publish(subject, mine.round());
      }
      return Outcome.of(Metric.FIRST_MESSAGE, (mine.seen() - listening) / 1e6);
    }
  }

  @Override
  public void close() {
    subscriber.close();
    background.shutdownNow();
    server.close();
  }

  /** The round goes along in the message: one still under way from the round before is not it. */
  private record Awaited(byte round, CountDownLatch first, AtomicLong at) {
    Awaited(byte round) {
      this(round, new CountDownLatch(1), new AtomicLong());
    }

    void see(byte seen) {
      if (seen == round && at.compareAndSet(0, System.nanoTime())) {
        first.countDown();
      }
    }

    long seen() {
      return at.get();
    }
  }
}
