package ai.lixpi.nats.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.testkit.NatsServer;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.ObjectStore;
import io.nats.client.Options;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bucket of its own for one test: filled and damaged by bare jnats straight at the server, read
 * by the library over whatever way the test gives.
 */
final class Bucket implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final int CHUNK = 128 * 1024;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  final String name;
  final String stream;
  final Connection jnats;
  final ObjectStore store;
  final JetStreamManagement management;
  final NatsService nats;
  final ObjectBucket bucket;
  final List<NatsServiceException> failures = new CopyOnWriteArrayList<>();

  Bucket(NatsServer server) throws Exception {
    this(server.url(), server.url(), configuration());
  }

  Bucket(String admin, String reader, ObjectStoreConfiguration.Builder configuration)
      throws Exception {
    name = "b" + NUMBER.incrementAndGet();
    stream = "OBJ_" + name;
    jnats = connect(admin);
    jnats.objectStoreManagement().create(configuration.name(name).build());
    store = jnats.objectStore(name);
    management = jnats.jetStreamManagement();
    nats =
        NatsService.connect(
            NatsServiceConfig.builder()
                .servers(reader.split(","))
                .name("test")
                .errorListener(failures::add)
                .build());
    bucket = nats.getObjectStore(name);
  }

  static Connection connect(String urls) throws Exception {
    return Nats.connect(
        new Options.Builder()
            .servers(urls.split(","))
            .connectionTimeout(PATIENCE)
            .maxReconnects(-1)
            .reconnectWait(Duration.ofMillis(50))
            .errorListener(new ErrorListener() {})
            .build());
  }

  static ObjectStoreConfiguration.Builder configuration() {
    return ObjectStoreConfiguration.builder().storageType(StorageType.Memory);
  }

  static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  ObjectInfo put(String object, byte[] data) throws Exception {
    return store.put(object, data);
  }

  ObjectInfo put(String object, byte[] data, int chunkSize) throws Exception {
    return store.put(
        ObjectMeta.builder(object).chunkSize(chunkSize).build(), new ByteArrayInputStream(data));
  }

  /** Writes a record as it is, whatever it says. */
  void putRecord(String subject, String json) throws Exception {
    jnats.jetStream().publish(subject, json.getBytes(UTF_8));
  }

  String chunks(ObjectInfo info) {
    return Names.chunks(name, String.valueOf(info.getNuid()));
  }

  long consumers() {
    try {
      return management.getStreamInfo(stream).getStreamState().getConsumerCount();
    } catch (java.io.IOException | JetStreamApiException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    nats.disconnect();
    try {
      jnats.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
