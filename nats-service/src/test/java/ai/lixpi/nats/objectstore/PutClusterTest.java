package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsCluster;
import ai.lixpi.nats.testkit.NatsServer;
import io.nats.client.api.ObjectStoreConfiguration;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Puts into a bucket with three replicas while its servers fail. */
class PutClusterTest {
  private static final int CHUNK = StoreTest.CHUNK;
  private static final String NAME = "b";
  private static final byte[] OLD = RealBucket.bytes(3 * CHUNK, 1);
  private static final byte[] NEW = RealBucket.bytes(60 * CHUNK, 2);
  private static NatsCluster cluster;
  private static LeakCheck leaks;

  private NatsService nats;
  private ObjectBucket bucket;
  private RealBucket real;

  @BeforeAll
  static void start() {
    cluster = NatsCluster.builder(3).jetStream().start();
    leaks = LeakCheck.start();
  }

  @AfterAll
  static void stop() {
    leaks.verify();
    cluster.close();
  }

  @BeforeEach
  void connect() {
    cluster.awaitReady();
    real = new RealBucket(cluster.urls(), NAME);
    real.nats.deleteObjectStore(NAME);
    real.nats.createObjectStore(ObjectStoreConfiguration.builder(NAME).replicas(3).build());
    nats = connect(cluster.urls());
    bucket = nats.getObjectStore(NAME);
    bucket.put("a", OLD);
  }

  private static NatsService connect(List<String> urls) {
    NatsService service =
        NatsService.connect(
            NatsServiceConfig.builder()
                .servers(urls)
                .pingInterval(Duration.ofSeconds(2))
                .errorListener(failure -> {})
                .build());
    service.awaitConnected(RealBucket.PATIENCE);
    return service;
  }

  @AfterEach
  void close() {
    nats.disconnect();
    real.close();
    for (NatsServer server : cluster.servers()) {
      if (!server.isRunning()) {
        server.restart();
      }
    }
  }

  /** The service's connection goes to one server at first, and to the others when that is gone. */
  private void connectTo(NatsServer server) {
    nats.disconnect();
    nats = connect(List.of(server.url()));
    bucket = nats.getObjectStore(NAME);
  }

  private NatsServer leader() {
    return cluster.streamLeader("OBJ_b");
  }

  private interface Fault {
    void happen(int chunk) throws Exception;
  }

  /** A source that has something happen before some of its chunks. */
  private static ObjectSource with(byte[] data, Fault fault) {
    return ObjectSource.of(
        new ByteArrayInputStream(data) {
          private int chunk;

          @Override
          public int readNBytes(byte[] into, int from, int length) {
            try {
              fault.happen(chunk++);
            } catch (Exception e) {
              throw new AssertionError(e);
            }
            return super.readNBytes(into, from, length);
          }
        });
  }

  private void requireReadable(byte[] data) {
    await()
        .atMost(RealBucket.PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(real.read("a")).isEqualTo(data));
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> {
              real.awaitNoOrphans();
              return true;
            });
  }

  private void stepDown() throws InterruptedException {
    real.nats
        .getConnection()
        .request("$JS.API.STREAM.LEADER.STEPDOWN.OBJ_b", new byte[0], Duration.ofSeconds(2));
  }

  // CL1
  @Test
  void aPutSurvivesThatTheLeaderStepsDown() {
    aPutSurvivesThatTheLeaderStepsDownBefore(1);
  }

  // CL1
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  @Tag("long")
  void aPutSurvivesThatTheLeaderStepsDownAtAnotherTime(int round) {
    aPutSurvivesThatTheLeaderStepsDownBefore(round);
  }

  private void aPutSurvivesThatTheLeaderStepsDownBefore(int round) {
    ObjectVersion version =
        bucket.put(
            "a",
            with(
                NEW,
                chunk -> {
                  if (chunk % 20 == 10 + round) {
                    stepDown();
                  }
                }),
            PutOptions.DEFAULT);

    assertThat(version.info().getChunks()).isEqualTo(60);
    requireReadable(NEW);
  }

  // CL2
  @Test
  void aPutSurvivesTheEndOfTheLeaderThatItsClientIsConnectedTo() {
    NatsServer leader = leader();
    connectTo(leader);

    bucket.put("a", with(NEW, killAt(20, leader)), PutOptions.DEFAULT);

    requireReadable(NEW);
  }

  // CL2
  @Test
  @Tag("long")
  void aPutSurvivesTheEndOfTheLeaderWhileItsClientIsConnectedToAFollower() {
    NatsServer leader = leader();
    connectTo(cluster.serversExcept(leader).get(0));

    bucket.put("a", with(NEW, killAt(20, leader)), PutOptions.DEFAULT);

    requireReadable(NEW);
  }

  private static Fault killAt(int when, NatsServer... servers) {
    return chunk -> {
      if (chunk == when) {
        for (NatsServer server : servers) {
          server.kill();
        }
      }
    };
  }

  // CL4
  @Test
  @Tag("long")
  void withoutAQuorumAPutFailsAtItsDeadlineAndNothingIsLeftWhenItIsBack() throws Exception {
    NatsServer leader = leader();
    connectTo(leader);
    List<NatsServer> others = cluster.serversExcept(leader);
    PutOptions options = PutOptions.builder().timeout(Duration.ofSeconds(5)).build();

    Throwable failure =
        StoreTest.failure(
            StoreTest.start(
                () ->
                    bucket.put(
                        "a", with(NEW, killAt(20, others.toArray(NatsServer[]::new))), options)));

    assertThat(failure).isInstanceOf(JetStreamUnavailableException.class);
    assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.NOT_SENT);
    others.forEach(NatsServer::restart);
    cluster.awaitReady();
    requireReadable(OLD);
  }

  // CL6
  @Test
  @Tag("long")
  void noAcknowledgedPutIsLostWhileAllServersAreRestartedOneAfterAnother() throws Exception {
    Map<String, byte[]> acknowledged = new HashMap<>();
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Integer> puts =
        StoreTest.start(
            () -> {
              int count = 0;
              while (!enough.get()) {
                String name = "object " + count % 5;
                byte[] data = RealBucket.bytes(10 * CHUNK, count);
                bucket.put(name, data);
                acknowledged.put(name, data);
                count++;
              }
              return count;
            });

    for (NatsServer server : cluster.servers()) {
      server.stop();
      server.restart();
      cluster.awaitReady();
      cluster.streamLeader("OBJ_b");
    }
    enough.set(true);

    int count = Integer.MIN_VALUE;
    try {
      count = StoreTest.result(puts);
    } catch (ExecutionException e) {
      throw new AssertionError("A put failed.", e.getCause());
    }
    assertThat(count).isPositive();
    for (Map.Entry<String, byte[]> each : acknowledged.entrySet()) {
      await()
          .atMost(RealBucket.PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(real.read(each.getKey())).isEqualTo(each.getValue()));
    }
    requireReadable(OLD);
  }
}
