package ai.lixpi.nats.benchmarks.work;

import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import java.util.concurrent.atomic.AtomicInteger;

/** A bucket for each workload: both sides share a server. */
final class Buckets {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Buckets() {}

  static ObjectStoreConfiguration fresh(StorageType storage) {
    return ObjectStoreConfiguration.builder("bench-" + COUNT.incrementAndGet())
        .storageType(storage)
        .build();
  }
}
