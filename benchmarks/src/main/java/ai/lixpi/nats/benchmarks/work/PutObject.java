package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.benchmarks.Metric;
import ai.lixpi.nats.benchmarks.Outcome;
import ai.lixpi.nats.benchmarks.client.Bucket;
import ai.lixpi.nats.benchmarks.client.Client;
import io.nats.client.api.StorageType;

/** One object put over the one before. */
public final class PutObject implements Workload {
  private final long size;
  private final Bucket bucket;

  public PutObject(Client client, String url, StorageType storage, long size) throws Exception {
    this.size = size;
    bucket = client.bucket(url, Buckets.fresh(storage));
  }

  @Override
  public Outcome measure() throws Exception {
    long start = System.nanoTime();
    bucket.put("object", new RandomBytes(size));
    return Outcome.of(Metric.BANDWIDTH, size * 1e3 / (System.nanoTime() - start));
  }

  @Override
  public void close() {
    bucket.close();
  }
}
