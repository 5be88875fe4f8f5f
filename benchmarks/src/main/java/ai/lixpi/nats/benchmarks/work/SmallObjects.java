package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.benchmarks.Metric;
import ai.lixpi.nats.benchmarks.Outcome;
import ai.lixpi.nats.benchmarks.client.Bucket;
import ai.lixpi.nats.benchmarks.client.Client;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import java.io.OutputStream;
import org.HdrHistogram.Histogram;

/**
 * Small objects one after another: put under a new name, put over it, read, and read through
 * another connection that has not seen them before.
 */
public final class SmallObjects implements Workload {
  private static final int OBJECTS = 500;

  private final int size;
  private final Bucket bucket;
  private final Bucket elsewhere;

  // Mutable state
  private int round;

  public SmallObjects(Client client, String url, int size) throws Exception {
    this.size = size;
    ObjectStoreConfiguration configuration = Buckets.fresh(StorageType.Memory);
    bucket = client.bucket(url, configuration);
    elsewhere = client.bucket(url, configuration);
  }

  @Override
  public Outcome measure() throws Exception {
    round++;
    return Outcome.of(Metric.PUT_NEW, median(this::put))
        .and(Metric.PUT_OVER, median(this::put))
        .and(Metric.GET, median(number -> get(bucket, number)))
        .and(Metric.GET_FIRST, median(number -> get(elsewhere, number)));
  }

  private void put(int number) throws Exception {
    bucket.put(name(number), new RandomBytes(size));
  }

  private void get(Bucket from, int number) throws Exception {
    from.get(name(number), OutputStream.nullOutputStream());
  }

  private String name(int number) {
    return "object-" + round + "-" + number;
  }

  /** One step for each object. */
  @FunctionalInterface
  private interface Step {
    void on(int number) throws Exception;
  }

  private static double median(Step step) throws Exception {
    Histogram latency = new Histogram(3);
    for (int i = 0; i < OBJECTS; i++) {
      long start = System.nanoTime();
      step.on(i);
      latency.recordValue(System.nanoTime() - start);
    }
    return latency.getValueAtPercentile(50) / 1e3;
  }

  @Override
  public void close() {
    elsewhere.close();
    bucket.close();
  }
}
