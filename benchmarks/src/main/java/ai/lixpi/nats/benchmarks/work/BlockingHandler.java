package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.benchmarks.Outcome;
import ai.lixpi.nats.benchmarks.client.Client;
import ai.lixpi.nats.benchmarks.client.Session;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * A handler that blocks 10 ms at 1,000 messages a second. Measured is the time from when a message
 * was due to the start of its handler: the latency less the handler's own time. The sender keeps
 * its schedule whatever the handlers do, so that a stall counts for all behind it.
 */
public final class BlockingHandler implements Workload {
  private static final int MESSAGES = 3_000;
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int BLOCKS_MILLIS = 10;
  private static final int KEYS = 251;

  private final String subject = Subjects.fresh("blocking");
  private final Session publisher;
  private final Session subscriber;
  private final Arrivals arrivals = new Arrivals();

  // Mutable state
  private volatile Histogram latency = new ConcurrentHistogram(3);

  private BlockingHandler(Client client, String url) throws Exception {
    publisher = client.connect(url);
    subscriber = client.connect(url);
  }

  /** Without any order. */
  public static BlockingHandler concurrent(Client client, String url, int concurrency)
      throws Exception {
    BlockingHandler workload = new BlockingHandler(client, url);
    workload.subscriber.subscribe(workload.subject, concurrency, workload::handle);
    return workload;
  }

  /** In order for each of {@value #KEYS} keys. */
  public static BlockingHandler ordered(Client client, String url, int concurrency)
      throws Exception {
    BlockingHandler workload = new BlockingHandler(client, url);
    workload.subscriber.subscribeInOrderPerKey(workload.subject, concurrency, workload::handle);
    return workload;
  }

  @Override
  public Outcome measure() throws Exception {
    latency = new ConcurrentHistogram(3);
    long start = System.nanoTime();
    for (int i = 0; i < MESSAGES; i++) {
      long due = start + i * INTERVAL;
      for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
        LockSupport.parkNanos(early);
      }
      arrivals.beforeSend();
      byte[] data = ByteBuffer.allocate(128).putLong(0, due).put(127, (byte) (i % KEYS)).array();
      publisher.publish(subject, data);
    }
    arrivals.awaitAll();
    return Outcome.latency(latency);
  }

  private void handle(byte[] data) {
    long start = System.nanoTime();
    try {
      Thread.sleep(BLOCKS_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    latency.recordValue(Math.max(0, start - ByteBuffer.wrap(data).getLong(0)));
    arrivals.arrive();
  }

  @Override
  public void close() {
    publisher.close();
    subscriber.close();
  }
}
