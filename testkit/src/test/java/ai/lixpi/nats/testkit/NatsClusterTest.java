package ai.lixpi.nats.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // jnats: Connection.close() throws InterruptedException
class NatsClusterTest {
  private static NatsCluster cluster;

  @BeforeAll
  static void start() {
    cluster = NatsCluster.builder(3).jetStream().start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void serversKnowOneAnother() throws Exception {
    assertThat(cluster.servers()).hasSize(3);
    try (Connection client = Clients.connect(cluster.urls().get(0))) {
      assertThat(Set.copyOf(client.getServerInfo().getConnectURLs()))
          .containsExactlyInAnyOrderElementsOf(
              cluster.servers().stream()
                  .map(server -> server.host() + ":" + server.port())
                  .toList());
    }
  }

  @Test
  void streamWithThreeReplicasSurvivesTheEndOfItsLeader() throws Exception {
    try (Connection client = Clients.connect(cluster.urls().get(0))) {
      client
          .jetStreamManagement()
          .addStream(StreamConfiguration.builder().name("R3").subjects("r3").replicas(3).build());
      client.jetStream().publish("r3", new byte[] {1});
    }
    NatsServer leader = cluster.streamLeader("R3");
    leader.kill();
    NatsServer next = cluster.streamLeader("R3");
    assertThat(next).isNotSameAs(leader);
    try (Connection client = Clients.connect(next.url())) {
      StreamInfo info = client.jetStreamManagement().getStreamInfo("R3");
      assertThat(info.getStreamState().getMsgCount()).isEqualTo(1);
      assertThat(info.getClusterInfo().getLeader()).isEqualTo(next.name());
    }
    leader.restart();
    cluster.awaitReady();
    assertThat(cluster.serversExcept(leader)).hasSize(2).doesNotContain(leader);
  }

  @Test
  void pausedMetaLeaderIsReplaced() {
    NatsServer leader = cluster.metaLeader();
    leader.pause();
    assertThat(cluster.metaLeader()).isNotSameAs(leader);
    leader.resume();
    cluster.awaitReady();
  }

  @Test
  void everyServerTakesTheSameSettingsAndCanKeepAddressesToItself() throws Exception {
    try (NatsCluster pair =
            NatsCluster.builder(2)
                .noAdvertise()
                .eachServer(server -> server.maxPayload(1000))
                .start();
        Connection client = Clients.connect(pair.urls().get(1))) {
      assertThat(client.getMaxPayload()).isEqualTo(1000);
      assertThat(client.getServerInfo().getConnectURLs()).isEmpty();
    }
  }

  @Test
  void clusterOfOneIsRefused() {
    assertThatThrownBy(() -> NatsCluster.start(1))
        .hasMessage("A cluster has at least 2 servers, not 1; start a NatsServer for one.");
  }
}
