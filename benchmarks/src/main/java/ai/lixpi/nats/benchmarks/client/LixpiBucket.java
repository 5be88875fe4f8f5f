package ai.lixpi.nats.benchmarks.client;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.objectstore.GetOptions;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectSource;
import ai.lixpi.nats.objectstore.PutOptions;
import io.nats.client.api.ObjectStoreConfiguration;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** A bucket through the library, with its defaults. */
record LixpiBucket(NatsService service, ObjectBucket bucket) implements Bucket {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  static LixpiBucket open(String url, ObjectStoreConfiguration configuration) {
    NatsService service = NatsService.connect(url);
    service.awaitConnected(TIMEOUT);
    return new LixpiBucket(service, service.ensureObjectStore(configuration));
  }

  @Override
  public void put(String name, InputStream data) {
    bucket.put(name, ObjectSource.of(data), PutOptions.DEFAULT);
  }

  @Override
  public void get(String name, OutputStream sink) {
    if (bucket.get(name, sink, GetOptions.DEFAULT).isEmpty()) {
      throw new IllegalStateException("There is no object " + name);
    }
  }

  @Override
  public int list() {
    return bucket.list().size();
  }

  @Override
  public void close() {
    service.close();
  }
}
