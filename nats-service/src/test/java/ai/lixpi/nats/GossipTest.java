package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsCluster;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.NatsServerBuilder;
import ai.lixpi.nats.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that a server tells of: S1 and S2 hold for them, too, and A13. */
class GossipTest {
  private static LeakCheck leaks = LeakCheck.start();

  private final Recorder recorder = new Recorder();

  @BeforeAll
  static void noteWhatThereIs() {
    leaks = LeakCheck.start();
  }

  @AfterAll
  static void nothingIsLeftBehind() {
    leaks.verify();
  }

  /** Two servers with settings of their own. */
  private static NatsCluster cluster(
      Consumer<NatsServerBuilder> first, Consumer<NatsServerBuilder> second) {
    AtomicInteger started = new AtomicInteger();
    return NatsCluster.builder(2)
        .eachServer(server -> (started.getAndIncrement() % 2 == 0 ? first : second).accept(server))
        .start();
  }

  private static void awaitGossip(NatsService nats) {
    await().atMost(Recorder.PATIENCE).until(() -> nats.getConnection().getServers().size() > 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls", "wss"})
  @DisplayName("S1 a gossiped address has to prove the name that was configured, and does")
  void aGossipedAddressProvesTheConfiguredName(String scheme) {
    try (TestCertificates certificates =
            TestCertificates.builder().serverNames("localhost").create();
        NatsCluster cluster =
            cluster(
                server -> server.tls(certificates).webSocket(),
                server -> server.tls(certificates).webSocket())) {
      NatsServer first = cluster.servers().get(0);
      NatsServer second = cluster.servers().get(1);
      String url = scheme.equals("tls") ? first.url() : first.webSocketUrl();
      String other = scheme.equals("tls") ? second.url() : second.webSocketUrl();
      try (NatsService nats =
          NatsService.create(
              recorder
                  .config(url.replace("127.0.0.1", "localhost"))
                  .tlsCaCert(certificates.ca())
                  .build())) {
        nats.awaitConnected(Recorder.PATIENCE);
        awaitGossip(nats);
        assertThat(nats.getConnection().getServers())
            .allSatisfy(server -> assertThat(server).startsWith(scheme + "://"));
        first.kill();
        await()
            .atMost(Recorder.PATIENCE)
            .until(() -> nats.status().serverUrl().equals(java.util.Optional.of(other)));
        nats.awaitConnected(Recorder.PATIENCE);
      }
    }
  }

  @Test
  @DisplayName("S1 a gossiped server with a certificate for another name is refused")
  void aGossipedServerForAnotherNameIsRefused(@TempDir Path folder) throws IOException {
    try (TestCertificates right = TestCertificates.builder().serverNames("localhost").create();
        TestCertificates wrong =
            TestCertificates.builder().serverNames("elsewhere.example").create();
        NatsCluster cluster = cluster(server -> server.tls(right), server -> server.tls(wrong))) {
      Path both = folder.resolve("both.pem");
      Files.writeString(both, Files.readString(right.ca()) + Files.readString(wrong.ca()));
      NatsServer first = cluster.servers().get(0);
      staysAway(
          cluster,
          recorder.config("tls://localhost:" + first.port()).tlsCaCert(both),
          "TLS failed: the certificate of 'localhost' is for [elsewhere.example]");
    }
  }

  @Test
  @DisplayName("S2 a gossiped plain server is refused when TLS is required")
  void aGossipedPlainServerIsRefused() {
    try (TestCertificates certificates = TestCertificates.create();
        NatsCluster cluster =
            cluster(
                server -> server.tls(certificates).token("S3CRET"),
                server -> server.token("S3CRET"))) {
      staysAway(
          cluster,
          recorder
              .config(cluster.servers().get(0).url())
              .token("S3CRET")
              .tlsCaCert(certificates.ca()),
          "the server offers no TLS, but TLS is required here. Nothing was sent to it.");
    }
  }

  /** Tries the second server when the first is gone, in vain, and returns to the first. */
  private void staysAway(NatsCluster cluster, NatsServiceConfigBuilder config, String why) {
    NatsServer first = cluster.servers().get(0);
    NatsServer second = cluster.servers().get(1);
    try (NatsService nats = NatsService.create(config.build())) {
      nats.awaitConnected(Recorder.PATIENCE);
      awaitGossip(nats);
      first.kill();
      await()
          .atMost(Recorder.PATIENCE)
          .until(
              () ->
                  recorder.statuses.stream()
                      .flatMap(status -> status.lastFailure().stream())
                      .anyMatch(
                          failure ->
                              failure.getMessage().contains(":" + second.port() + ", because ")
                                  && failure.getMessage().contains(why)));
      // one that is just being refused counts for a moment
      await().atMost(Recorder.PATIENCE).until(() -> second.connections() == 0);
      first.restart();
      nats.awaitConnected(Recorder.PATIENCE);
      assertThat(nats.status().serverUrl().orElseThrow()).endsWith(":" + first.port());
    }
  }

  @Test
  @DisplayName("A13 a gossiped address gets no credentials")
  void aGossipedAddressGetsNoCredentials() {
    try (NatsCluster cluster =
            cluster(
                server -> server.user("bob", "S3CRET"), server -> server.user("bob", "S3CRET"));
        NatsService nats =
            NatsService.create(
                recorder
                    .config(cluster.urls().get(0).replace("nats://", "nats://bob:S3CRET@"))
                    .build())) {
      nats.awaitConnected(Recorder.PATIENCE);
      awaitGossip(nats);
      assertThat(nats.getConnection().getServers())
          .containsExactlyInAnyOrderElementsOf(
              List.of(cluster.urls().get(0), cluster.urls().get(1)));
      cluster.servers().get(0).kill();
      await()
          .atMost(Recorder.PATIENCE)
          .until(() -> nats.status().serverUrl().orElse("").equals(cluster.urls().get(1)));
    }
  }
}
