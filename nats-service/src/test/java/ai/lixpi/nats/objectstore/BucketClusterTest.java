package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsCluster;
import ai.lixpi.nats.testkit.NatsServer;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import io.nats.client.api.Placement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Buckets of a cluster. */
class BucketClusterTest {
  private static NatsCluster cluster;
  private static LeakCheck leaks;

  private NatsService nats;

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
    nats =
        NatsService.connect(
            NatsServiceConfig.builder().servers(cluster.urls()).errorListener(e -> {}).build());
    nats.awaitConnected(RealBucket.PATIENCE);
  }

  @AfterEach
  void close() {
    nats.disconnect();
  }

  @Test
  void aBucketHasTheReplicasThatItsConfigurationSays() {
    nats.createObjectStore(ObjectStoreConfiguration.builder("one").build());
    ObjectBucket three =
        nats.createObjectStore(ObjectStoreConfiguration.builder("three").replicas(3).build());
    nats.createObjectStore(ObjectStoreConfiguration.builder("three").replicas(3).build());

    assertThat(three.status().getReplicas()).isEqualTo(3);
    assertThat(nats.listObjectStores())
        .extracting(ObjectStoreStatus::getBucketName)
        .containsExactly("one", "three");
    three.seal();
    assertThat(three.status().isSealed()).isTrue();
    assertThat(nats.deleteObjectStore("one")).isTrue();
    assertThat(nats.deleteObjectStore("three")).isTrue();
  }

  @Test
  void aPlacementThatNoServerFitsIsRefusedInTheWordsOfTheServer() {
    assertThatExceptionOfType(JetStreamException.class)
        .isThrownBy(
            () ->
                nats.createObjectStore(
                    ObjectStoreConfiguration.builder("nowhere")
                        .placement(Placement.builder().tags("moon").build())
                        .build()))
        .withMessageContaining("no suitable peers for placement")
        .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.REJECTED));
  }

  @Test
  @DisplayName("CL4 without a quorum a bucket can't be created, and the call ends at its deadline")
  void withoutAQuorumNothingIsCreated() {
    List<NatsServer> paused = cluster.serversExcept(connected());
    paused.forEach(NatsServer::pause);
    try {
      long start = System.nanoTime();
      assertThatExceptionOfType(JetStreamUnavailableException.class)
          .isThrownBy(() -> nats.createObjectStore("b"));
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
    } finally {
      paused.forEach(NatsServer::resume);
    }
  }

  private NatsServer connected() {
    int port = nats.getConnection().getServerInfo().getPort();
    return cluster.servers().stream().filter(s -> s.port() == port).findFirst().orElseThrow();
  }
}
