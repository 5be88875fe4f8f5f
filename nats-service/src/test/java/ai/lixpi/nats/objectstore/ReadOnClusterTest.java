package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsCluster;
import ai.lixpi.nats.testkit.NatsServer;
import io.nats.client.api.StorageType;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reads from three servers with three replicas, while servers go away. */
@SuppressWarnings("NullAway")
class ReadOnClusterTest {
  private static final int SIZE = 24 * 1024 * 1024;
  private static final byte[] DATA = Bucket.random(SIZE, 3);
  private static final GetOptions PATIENT =
      GetOptions.builder().timeout(Duration.ofSeconds(60)).build();

  private static NatsCluster cluster;
  private static LeakCheck leaks;

  private Bucket here;

  @BeforeAll
  static void start() {
    cluster = NatsCluster.builder(3).jetStream().start();
    leaks = LeakCheck.start();
  }

  @AfterAll
  static void stop() {
    try {
      leaks.verify();
    } finally {
      cluster.close();
    }
  }

  @BeforeEach
  void restore() {
    cluster.servers().forEach(NatsServer::restore);
    cluster.awaitReady();
  }

  @AfterEach
  void close() {
    here.close();
  }

  /** A bucket whose reader is connected to a server of its own choice. */
  private void open(String reader) throws Exception {
    String all = String.join(",", cluster.urls());
    here =
        new Bucket(all, reader, Bucket.configuration().replicas(3).storageType(StorageType.File));
  }

  private byte[] readWhile(Way.Action action) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    here.bucket.get("o", Way.onFirstWrite(bytes, action), PATIENT);
    return bytes.toByteArray();
  }

  private NatsServer follower() {
    return cluster.serversExcept(cluster.streamLeader(here.stream)).get(0);
  }

  private NatsServer consumerLeader() throws Exception {
    String consumer = here.management.getConsumerNames(here.stream).get(0);
    String leader =
        String.valueOf(
            here.management.getConsumerInfo(here.stream, consumer).getClusterInfo().getLeader());
    return cluster.servers().stream()
        .filter(server -> server.name().equals(leader))
        .findFirst()
        .orElseThrow();
  }

  // CL3
  @Test
  void aReadGoesOnAfterTheLeaderWasKilled() throws Exception {
    open(String.join(",", cluster.urls()));
    here.put("o", DATA);

    assertThat(readWhile(() -> cluster.streamLeader(here.stream).kill())).isEqualTo(DATA);
  }

  // CL3
  @Test
  @Tag("long")
  void aReadGoesOnAfterTheLeaderOfItsConsumerWasKilled() throws Exception {
    open(String.join(",", cluster.urls()));
    here.put("o", DATA);

    assertThat(readWhile(() -> consumerLeader().kill())).isEqualTo(DATA);
  }

  // CL3
  @Test
  @Tag("long")
  void aReadGoesOnAfterTheServerThatItIsConnectedToWasKilled() throws Exception {
    open(cluster.servers().get(1).url());
    here.put("o", DATA);

    assertThat(readWhile(() -> connectedServer().kill())).isEqualTo(DATA);
  }

  private NatsServer connectedServer() {
    String url = String.valueOf(here.nats.getConnection().getConnectedUrl());
    return cluster.servers().stream()
        .filter(server -> url.endsWith(":" + server.port()))
        .findFirst()
        .orElseThrow();
  }

  // CL1, for reads
  @Test
  void aReadGoesOnWhileTheLeaderStepsDown() throws Exception {
    open(String.join(",", cluster.urls()));
    here.put("o", DATA);

    byte[] read =
        readWhile(
            () ->
                here.jnats.request(
                    "$JS.API.STREAM.LEADER.STEPDOWN." + here.stream,
                    new byte[0],
                    Duration.ofSeconds(10)));

    assertThat(read).isEqualTo(DATA);
  }

  // CL7
  @Test
  void aReadGoesOnWhileItsServerLeavesForMaintenance() throws Exception {
    open(cluster.servers().get(0).url());
    here.put("o", DATA);
    NatsServer left = connectedServer();

    byte[] read =
        readWhile(
            () -> {
              left.lameDuck();
              await().atMost(Bucket.PATIENCE).until(() -> !left.isRunning());
            });

    assertThat(read).isEqualTo(DATA);
  }

  // CL5
  @Test
  void aReadFromTheLeaderSeesEachWriteThatWasAcknowledgedElsewhere() throws Exception {
    open(cluster.servers().get(2).url());
    GetOptions leader = GetOptions.builder().fromLeader().build();
    for (int i = 0; i < 100; i++) {
      byte[] version = {(byte) i};
      here.put("o", version);
      assertThat(here.bucket.get("o", leader)).hasValue(version);
    }
  }

  // CL5: what any replica says may be old, but is never damaged
  @Test
  void aReadFromAnyReplicaIsAWholeVersion() throws Exception {
    open(cluster.servers().get(1).url());
    for (int i = 0; i < 100; i++) {
      byte[] version = new byte[300_000];
      Arrays.fill(version, (byte) i);
      here.put("o", version);
      byte[] read = here.bucket.get("o").orElseThrow();
      assertThat(read).hasSize(300_000).containsOnly(read[0]);
      assertThat((int) read[0]).isBetween(i - 1, i);
    }
  }

  // CL6, for reads
  @Test
  void duringARollingRestartNoReadFails() throws Exception {
    open(String.join(",", cluster.urls()));
    byte[] small = {1, 2, 3};
    here.put("o", DATA);
    here.put("small", small);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger reads = new AtomicInteger();
    CompletableFuture<Void> reader =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                assertThat(here.bucket.get("o", PATIENT)).hasValue(DATA);
                assertThat(here.bucket.get("small", PATIENT)).hasValue(small);
                assertThat(here.bucket.list()).hasSize(2);
                reads.incrementAndGet();
              }
            });

    for (NatsServer server : cluster.servers()) {
      server.restart();
      cluster.awaitReady();
      int before = reads.get();
      await().atMost(Bucket.PATIENCE).until(() -> reader.isDone() || reads.get() > before);
    }
    over.set(true);

    reader.get(60, TimeUnit.SECONDS);
    assertThat(reads.get()).isGreaterThan(2);
  }

  // O12, with the sink that is slow because it does not matter here
  @Test
  void withoutAQuorumAReadThatHasStartedStillEndsWithinItsTimeout() throws Exception {
    open(String.join(",", cluster.urls()));
    here.put("o", DATA);
    NatsServer follower = follower();
    GetOptions short_ = GetOptions.builder().timeout(Duration.ofSeconds(3)).build();
    OutputStream sink =
        Way.onFirstWrite(
            OutputStream.nullOutputStream(),
            () ->
                cluster.servers().stream()
                    .filter(server -> server != follower)
                    .forEach(NatsServer::kill));
    CompletableFuture<Boolean> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                here.bucket.get("o", sink, short_);
                return true;
              } catch (JetStreamUnavailableException e) {
                return false;
              }
            });
    assertThat(read.get(60, TimeUnit.SECONDS)).isNotNull();
  }
}
