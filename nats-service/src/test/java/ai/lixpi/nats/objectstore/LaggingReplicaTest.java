package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsCluster;
import ai.lixpi.nats.testkit.NatsServer;
import io.nats.client.api.StorageType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Reads while a replica catches up that could not be reached for a while. The server places a third
 * of all consumers on it, and those see an old bucket.
 */
@SuppressWarnings("NullAway")
class LaggingReplicaTest {
  private static final int ROUNDS = 3;
  private static final int READS = 15;
  private static final int SIZE = 32 * 1024 * 1024;

  private static NatsCluster cluster;
  private static LeakCheck leaks;

  private Bucket here;
  private NatsServer lagging;

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

  private void open() throws Exception {
    NatsServer meta = cluster.metaLeader();
    here =
        new Bucket(
            meta.url(),
            meta.url(),
            Bucket.configuration().replicas(3).storageType(StorageType.File));
    NatsServer leader = cluster.streamLeader(here.stream);
    lagging =
        cluster.serversExcept(meta).stream()
            .filter(server -> server != leader)
            .findFirst()
            .orElseThrow();
  }

  @AfterEach
  void close() {
    lagging.restore();
    here.close();
  }

  private void whileItIsAway(Way.Action work) throws Exception {
    lagging.pause();
    try {
      work.run();
    } finally {
      lagging.resume();
    }
  }

  // O16
  @Test
  void aListIsCompleteAlsoFromAReplicaThatIsBehind() throws Exception {
    open();
    byte[] ballast = Bucket.random(SIZE, 1);
    for (int round = 1; round <= ROUNDS; round++) {
      String prefix = "round-" + round + "-";
      whileItIsAway(
          () -> {
            here.bucket.put("ballast", ballast);
            List<CompletableFuture<ObjectVersion>> puts = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
              byte[] data = prefix.getBytes(StandardCharsets.UTF_8);
              puts.add(here.bucket.putAsync(prefix + i, ObjectSource.of(data), PutOptions.DEFAULT));
            }
            puts.forEach(CompletableFuture::join);
          });

      for (int i = 0; i < READS; i++) {
        assertThat(here.bucket.list()).hasSize(1 + round * 200);
      }
    }
  }

  // O14
  @Test
  void aPartHasTheRightBytesAlsoFromAReplicaThatIsBehind() throws Exception {
    open();
    GetOptions patient =
        GetOptions.builder().timeout(Duration.ofSeconds(60)).range(SIZE / 2 - 7, 300_000).build();
    for (int round = 1; round <= ROUNDS; round++) {
      byte[] data = Bucket.random(SIZE, round);
      whileItIsAway(() -> here.bucket.put("o", data));

      for (int i = 0; i < READS; i++) {
        assertThat(here.bucket.get("o", patient))
            .hasValue(Arrays.copyOfRange(data, SIZE / 2 - 7, SIZE / 2 - 7 + 300_000));
      }
    }
  }

  // CL5
  @Test
  @Tag("long")
  void noChangeThroughAReplicaThatIsBehindIsMadeToAVersionOfBefore() throws Exception {
    open();
    byte[] ballast = Bucket.random(SIZE, 1);
    GetOptions leader = GetOptions.builder().fromLeader().build();
    for (int round = 1; round <= ROUNDS; round++) {
      byte[] newest = Bucket.random(300_000, round);
      PutOptions ifOld =
          PutOptions.builder().ifRevision(here.bucket.put("o", ballast).revision()).build();
      for (String name : List.of("overwritten", "deleted", "renamed")) {
        here.bucket.put(name, new byte[] {1});
      }
      whileItIsAway(
          () -> {
            here.bucket.put("ballast", ballast);
            for (String name : List.of("o", "overwritten", "deleted", "renamed")) {
              here.bucket.put(name, newest);
            }
          });
      try (NatsService near = NatsService.connect(lagging.url())) {
        near.awaitConnected(Bucket.PATIENCE);
        ObjectBucket bucket = near.getObjectStore(here.name);

        assertThatThrownBy(() -> bucket.put("o", ObjectSource.of(ballast), ifOld))
            .isInstanceOf(ObjectConflictException.class);
        bucket.put("overwritten", new byte[] {2});
        assertThat(bucket.delete("deleted")).isTrue();
        bucket.rename("renamed", "new");

        assertThat(bucket.get("o", leader)).hasValue(newest);
        assertThat(bucket.get("overwritten", leader)).hasValue(new byte[] {2});
        assertThat(bucket.get("deleted", leader)).isEmpty();
        assertThat(bucket.get("new", leader)).hasValue(newest);
        assertThat(bucket.delete("new")).isTrue();
      }
    }
    try (RealBucket real = new RealBucket(cluster.urls(), here.name)) {
      real.awaitNoOrphans();
    }
  }
}
