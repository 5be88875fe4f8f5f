package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.benchmarks.Metric;
import ai.lixpi.nats.benchmarks.Outcome;
import ai.lixpi.nats.benchmarks.client.Bucket;
import ai.lixpi.nats.benchmarks.client.Client;
import io.nats.client.api.StorageType;
import java.io.OutputStream;

/** One object read and verified, its bytes thrown away. */
public final class GetObject implements Workload {
  private final long size;
  private final Bucket bucket;

  public GetObject(Client client, String url, StorageType storage, long size) throws Exception {
    this.size = size;
    bucket = client.bucket(url, Buckets.fresh(storage));
    bucket.put("object", new RandomBytes(size));
  }

  @Override
  public Outcome measure() throws Exception {
    long start = System.nanoTime();
    bucket.get("object", OutputStream.nullOutputStream());
    return Outcome.of(Metric.BANDWIDTH, size * 1e3 / (System.nanoTime() - start));
  }

  @Override
  public void close() {
    bucket.close();
  }
}
