package ai.lixpi.nats.benchmarks.client;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.ObjectStore;
import io.nats.client.Options;
import io.nats.client.api.ObjectStoreConfiguration;
import java.io.InputStream;
import java.io.OutputStream;

/** A bucket through jnats' own object store, with its defaults. */
record RawBucket(Connection connection, ObjectStore store) implements Bucket {
  private static final int NAME_IN_USE = 10058;

  static RawBucket open(String url, ObjectStoreConfiguration configuration) throws Exception {
    Connection connection =
        Nats.connect(
            new Options.Builder()
                .server(url)
                // The default listener logs each step of the flow control.
                .errorListener(new ErrorListener() {})
                .build());
    try {
      connection.objectStoreManagement().create(configuration);
    } catch (JetStreamApiException e) {
      if (e.getApiErrorCode() != NAME_IN_USE) {
        throw e;
      }
    }
    return new RawBucket(connection, connection.objectStore(configuration.getBucketName()));
  }

  @Override
  public void put(String name, InputStream data) throws Exception {
    store.put(name, data);
  }

  @Override
  public void get(String name, OutputStream sink) throws Exception {
    store.get(name, sink);
  }

  @Override
  public int list() throws Exception {
    return store.getList().size();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
