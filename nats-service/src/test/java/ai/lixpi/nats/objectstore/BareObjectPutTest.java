package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsCluster;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.ObjectStore;
import io.nats.client.Options;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.ObjectStoreConfiguration;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What jnats' own object store does to puts where this library promises better. */
@Tag("baseline")
@NatsTest(jetStream = true, leakCheck = false)
@SuppressWarnings({
  "try",
  "UnsynchronizedOverridesSynchronized"
}) // jnats: Connection.close() throws InterruptedException
class BareObjectPutTest {
  private static final int CHUNK = StoreTest.CHUNK;
  private static final String NAME = "b";
  private static final byte[] OLD = RealBucket.bytes(3 * CHUNK, 1);
  private static final byte[] NEW = RealBucket.bytes(9 * CHUNK, 2);

  private FaultProxy proxy;
  private Connection connection;
  private ObjectStore store;
  private RealBucket real;

  @BeforeEach
  void open(NatsServer server) throws Exception {
    proxy = FaultProxy.to(server);
    connection = connect(proxy.url());
    real = new RealBucket(server.url(), NAME);
    real.nats.deleteObjectStore(NAME);
    real.nats.createObjectStore(NAME);
    store = connection.objectStore(NAME);
    store.put("a", OLD);
  }

  private static Connection connect(String... urls) throws Exception {
    return Nats.connect(
        new Options.Builder()
            .servers(urls)
            .maxReconnects(-1)
            .reconnectWait(Duration.ofMillis(100))
            .errorListener(new ErrorListener() {})
            .build());
  }

  @AfterEach
  void close() throws Exception {
    proxy.flow();
    connection.close();
    real.close();
    proxy.close();
  }

  @Test
  @DisplayName("O5 a lost acknowledgement of the record destroys both versions (PutFaultTest)")
  void aLostAcknowledgementOfTheRecordDestroysBothVersions() {
    proxy.before(Direction.SERVER_TO_CLIENT, "\"seq\":14", proxy::cut);

    assertThatThrownBy(() -> store.put("a", NEW));

    assertThatThrownBy(() -> real.read("a")).isInstanceOf(Exception.class);
  }

  @Test
  @DisplayName("O6 a cut in the middle fails the put (PutFaultTest)")
  void aCutInTheMiddleFailsThePut() throws Exception {
    proxy.before(Direction.SERVER_TO_CLIENT, "\"seq\":8}", proxy::cut);

    assertThatThrownBy(() -> store.put("a", NEW));

    assertThat(real.read("a")).isEqualTo(OLD);
  }

  @Test
  @DisplayName("O9 of two puts of one name the one leaves its chunks (PutRaceTest)")
  void aPutThatAnotherOvertakesLeavesChunks() throws Exception {
    store.put(
        ObjectMeta.objectName("a"),
        new ByteArrayInputStream(NEW) {
          private int reads;

          @Override
          public int read(byte[] into, int from, int length) {
            if (++reads == 3) {
              putWithJnats(OLD);
            }
            return super.read(into, from, length);
          }
        });

    assertThat(real.read("a")).isEqualTo(NEW);
    assertThat(real.chunks()).hasSizeGreaterThan(1);
  }

  @Test
  @DisplayName(
      "O10 a delete removes a version that it has never seen, and leaves its chunks (PutRaceTest)")
  void aDeleteRemovesAVersionThatItHasNeverSeen() throws Exception {
    proxy.before(Direction.CLIENT_TO_SERVER, "\"deleted\":true", () -> putWithJnats(NEW));

    store.delete("a");

    assertThat(real.info("a")).isNull();
    assertThat(real.chunks()).containsValue(9L);
  }

  private void putWithJnats(byte[] data) {
    try {
      real.jnats().put("a", data);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("O10 an update of metadata during a put destroys what was put (PutRaceTest)")
  void anUpdateOfMetadataDuringAPutDestroysWhatWasPut() {
    proxy.before(
        Direction.CLIENT_TO_SERVER,
        "Nats-Rollup",
        () -> {
          try {
            real.jnats().put("a", NEW);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });

    assertThatThrownBy(
            () -> {
              store.updateMeta("a", ObjectMeta.builder("a").description("d").build());
              real.read("a");
            })
        .isInstanceOf(Exception.class);
  }

  @Test
  @DisplayName("O1 a source of few bytes at a time makes as many small chunks (PutTest)")
  void aSourceOfFewBytesMakesSmallChunks() throws Exception {
    store.put(
        ObjectMeta.objectName("a"),
        new ByteArrayInputStream(OLD) {
          @Override
          public int read(byte[] into, int from, int length) {
            return super.read(into, from, Math.min(length, CHUNK / 4));
          }
        });

    assertThat(real.chunkSizes("a")).hasSize(12);
  }

  @Test
  @DisplayName("O2 a source that throws leaves its chunks (PutSourceTest)")
  void aSourceThatThrowsLeavesItsChunks() throws Exception {
    assertThatThrownBy(
        () ->
            store.put(
                ObjectMeta.objectName("a"),
                new ByteArrayInputStream(NEW) {
                  @Override
                  public int read(byte[] into, int from, int length) {
                    if (pos >= 4 * CHUNK) {
                      throw new IllegalStateException("of the source");
                    }
                    return super.read(into, from, length);
                  }
                }));

    assertThat(real.chunks()).hasSize(2);
  }

  @Test
  @DisplayName("O4 metadata that is too large is found out after the upload (PutLimitTest)")
  void metadataThatIsTooLargeLeavesChunks() throws Exception {
    ObjectMeta large = ObjectMeta.builder("a").description("x".repeat(2_000_000)).build();

    assertThatThrownBy(() -> store.put(large, new ByteArrayInputStream(NEW)));

    assertThat(real.chunks()).hasSize(2);
  }

  @Test
  @DisplayName("O7 a cut that lasts leaves a chunk for ever (PutFaultTest)")
  void aCutThatLastsLeavesAChunk() {
    proxy.before(
        Direction.SERVER_TO_CLIENT,
        "\"seq\":8}",
        () -> {
          proxy.refuse();
          proxy.cut();
        });

    assertThatThrownBy(() -> store.put("a", NEW));

    proxy.flow();
    await()
        .during(Duration.ofSeconds(3))
        .atMost(RealBucket.PATIENCE)
        .until(() -> real.chunks().size() == 2);
  }

  @Test
  @DisplayName("O10 an interrupted rename leaves two names that share their chunks (RenameTest)")
  void anInterruptedRenameSharesItsChunks() throws Exception {
    proxy.before(Direction.CLIENT_TO_SERVER, "STREAM.PURGE", proxy::cut);

    assertThatThrownBy(() -> store.updateMeta("a", ObjectMeta.objectName("new")));

    assertThat(real.read("new")).isEqualTo(OLD);
    real.jnats().delete("new");
    assertThat(real.info("a")).isNotNull();
    assertThat(real.chunks()).isEmpty();
  }

  @Test
  @DisplayName("O17 a name is written where the other clients do not look (ObjectNamesTest)")
  void aNameIsWrittenWhereOthersDoNotLook() throws Exception {
    store.put("a~~~", OLD);

    assertThat(real.subjects("M")).doesNotContain(Names.meta(NAME, "a~~~"));
  }

  @Test
  @DisplayName("O21 a purge that failed is not made up for by a second delete (DeleteTest)")
  void aPurgeThatFailedIsNotMadeUpFor() throws Exception {
    proxy.before(Direction.CLIENT_TO_SERVER, "STREAM.PURGE", proxy::cut);
    assertThatThrownBy(() -> store.delete("a"));
    assertThat(real.info("a")).isNull();

    store.delete("a");

    assertThat(real.chunks()).hasSize(1);
  }

  @Test
  @DisplayName("CL2 the killed leader fails the put and leaves its chunks (PutClusterTest)")
  void theKilledLeaderFailsThePut() throws Exception {
    try (NatsCluster cluster = NatsCluster.builder(3).jetStream().start();
        RealBucket replicated = new RealBucket(cluster.urls(), NAME)) {
      replicated.nats.createObjectStore(ObjectStoreConfiguration.builder(NAME).replicas(3).build());
      NatsServer leader = cluster.streamLeader("OBJ_b");
      try (Connection client = connect(cluster.serversExcept(leader).get(0).url())) {
        assertThatThrownBy(
            () ->
                client
                    .objectStore(NAME)
                    .put(
                        ObjectMeta.objectName("a"),
                        new ByteArrayInputStream(new byte[60 * CHUNK]) {
                          private int reads;

                          @Override
                          public int read(byte[] into, int from, int length) {
                            if (++reads == 20) {
                              leader.kill();
                            }
                            return super.read(into, from, length);
                          }
                        }));

        await()
            .during(Duration.ofSeconds(3))
            .atMost(RealBucket.PATIENCE)
            .ignoreExceptions()
            .until(() -> !replicated.chunks().isEmpty());
      }
    }
  }

  @Test
  @DisplayName("CL1 a step-down of the leader fails the put and leaves its chunks (PutClusterTest)")
  void aStepDownOfTheLeaderFailsThePut() throws Exception {
    try (NatsCluster cluster = NatsCluster.builder(3).jetStream().start();
        RealBucket replicated = new RealBucket(cluster.urls(), NAME);
        Connection client = connect(cluster.urls().toArray(String[]::new))) {
      replicated.nats.createObjectStore(ObjectStoreConfiguration.builder(NAME).replicas(3).build());
      ObjectStore three = client.objectStore(NAME);

      assertThatThrownBy(
          () ->
              three.put(
                  ObjectMeta.objectName("a"),
                  new ByteArrayInputStream(new byte[60 * CHUNK]) {
                    private int reads;

                    @Override
                    public int read(byte[] into, int from, int length) {
                      if (++reads % 10 == 0) {
                        stepDown(replicated);
                      }
                      return super.read(into, from, length);
                    }
                  }));

      await()
          .during(Duration.ofSeconds(3))
          .atMost(RealBucket.PATIENCE)
          .ignoreExceptions()
          .until(() -> !replicated.chunks().isEmpty());
    }
  }

  private static void stepDown(RealBucket replicated) {
    try {
      replicated
          .connection()
          .request("$JS.API.STREAM.LEADER.STEPDOWN.OBJ_b", new byte[0], Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
