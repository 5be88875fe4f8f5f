package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.benchmarks.Metric;
import ai.lixpi.nats.benchmarks.Outcome;
import ai.lixpi.nats.benchmarks.client.Bucket;
import ai.lixpi.nats.benchmarks.client.Client;
import io.nats.client.api.StorageType;
import java.io.InputStream;

/** The list of a bucket with many objects, which must be complete, ten times in a round. */
public final class ListObjects implements Workload {
  private static final int LISTS = 10;

  private final int count;
  private final Bucket bucket;

  public ListObjects(Client client, String url, int count) throws Exception {
    this.count = count;
    bucket = client.bucket(url, Buckets.fresh(StorageType.Memory));
    for (int i = 0; i < count; i++) {
      bucket.put("object-" + i, InputStream.nullInputStream());
    }
  }

  @Override
  public Outcome measure() throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < LISTS; i++) {
      int listed = bucket.list();
      if (listed != count) {
        throw new IllegalStateException(listed + " of " + count + " objects were listed");
      }
    }
    return Outcome.of(Metric.LIST, count * LISTS * 1e9 / (System.nanoTime() - start));
  }

  @Override
  public void close() {
    bucket.close();
  }
}
