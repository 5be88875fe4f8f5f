package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsCluster;
import ai.lixpi.nats.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is cut off from its cluster, but not from us. */
class IsolatedNodeTest {
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

  @Test
  @DisplayName("CL7 a server in the minority part of a partition is left for one of the majority")
  void aServerInTheMinorityIsLeft() {
    try (CapturedLog log = new CapturedLog();
        IsolableCluster cluster = IsolableCluster.start();
        NatsService peer = NatsService.create(recorder.config(cluster.second.url()).build());
        NatsService nats = NatsService.create(recorder.config(cluster.url()).build())) {
      peer.awaitConnected(Recorder.PATIENCE);
      peer.reply("echo", String.class, (text, message) -> text);
      peer.flush(Recorder.PATIENCE);
      nats.awaitConnected(Recorder.PATIENCE);
      awaitServers(nats, 3);
      await().atMost(Recorder.PATIENCE).until(() -> answers(nats));

      cluster.isolateFirst();
      awaitServers(nats, 1);
      await().atMost(Recorder.PATIENCE).until(() -> nats.status().reconnects() == 1);
      nats.awaitConnected(Recorder.PATIENCE);
      String larger = nats.status().serverUrl().orElseThrow();
      assertThat(larger).isIn(cluster.otherUrls());
      assertThat(answers(nats)).isTrue();
      assertThat(log.lines())
          .contains(
              "WARN NATS -> reconnecting, because %s is cut off from its cluster: moving to %s"
                  .formatted(cluster.url(), larger));

      cluster.heal();
      awaitServers(nats, 3);
      awaitServers(peer, 3);
      assertThat(answers(nats)).isTrue();
      assertThat(nats.status().reconnects()).isEqualTo(1);
      assertThat(peer.status().reconnects()).isZero();
    }
  }

  @Test
  @DisplayName("CL7 a server that was cut off before we came is left, if others are configured")
  void aServerThatWasCutOffBeforeIsLeft() {
    try (IsolableCluster cluster = IsolableCluster.start()) {
      cluster.isolateFirst();
      cluster.awaitIsolation();
      NatsServiceConfig config =
          recorder
              .config(cluster.url())
              .servers(cluster.first.url(), cluster.second.url(), cluster.third.url())
              .jnats(options -> options.noRandomize())
              .build();
      try (NatsService nats = NatsService.create(config)) {
        nats.awaitConnected(Recorder.PATIENCE);
        assertThat(recorder.firstStatus().serverUrl()).contains(cluster.first.url());

        await().atMost(Recorder.PATIENCE).until(() -> nats.status().reconnects() == 1);
        nats.awaitConnected(Recorder.PATIENCE);
        assertThat(nats.status().serverUrl()).contains(cluster.second.url());
      }
    }
  }

  @Test
  @DisplayName("CL7 with TLS the next server has to prove the configured name, and does")
  void withTlsTheNextServerProvesTheConfiguredName() {
    try (TestCertificates certificates =
            TestCertificates.builder().serverNames("localhost").create();
        IsolableCluster cluster = IsolableCluster.start(server -> server.tls(certificates));
        NatsService nats =
            NatsService.create(
                recorder
                    .config("tls://localhost:" + cluster.first.port())
                    .tlsCaCert(certificates.ca())
                    .build())) {
      nats.awaitConnected(Recorder.PATIENCE);
      awaitServers(nats, 3);

      cluster.isolateFirst();
      await().atMost(Recorder.PATIENCE).until(() -> nats.status().reconnects() == 1);
      nats.awaitConnected(Recorder.PATIENCE);
      assertThat(nats.status().serverUrl().orElseThrow().replace("tls://", "nats://"))
          .isIn(cluster.otherUrls());
      assertThat(nats.status().failedAttempts()).isZero();
    }
  }

  @Test
  @DisplayName("CL7 a server that was left is returned to when all others refuse us")
  void aServerThatWasLeftIsReturnedTo(@TempDir Path folder) throws IOException {
    AtomicInteger started = new AtomicInteger();
    try (TestCertificates right = TestCertificates.builder().serverNames("localhost").create();
        TestCertificates wrong =
            TestCertificates.builder().serverNames("elsewhere.example").create();
        IsolableCluster cluster =
            IsolableCluster.start(
                server -> server.tls(started.incrementAndGet() == 3 ? right : wrong))) {
      Path both = folder.resolve("both.pem");
      Files.writeString(both, Files.readString(right.ca()) + Files.readString(wrong.ca()));
      String url = "tls://localhost:" + cluster.first.port();
      try (NatsService nats = NatsService.create(recorder.config(url).tlsCaCert(both).build())) {
        nats.awaitConnected(Recorder.PATIENCE);
        awaitServers(nats, 3);

        cluster.isolateFirst();
        await().atMost(Recorder.PATIENCE).until(() -> nats.status().reconnects() == 1);
        nats.awaitConnected(Recorder.PATIENCE);
        assertThat(nats.status().serverUrl()).contains(url);
      }
    }
  }

  @Test
  @DisplayName("CL7 a server whose peers are down is kept")
  void aServerWhosePeersAreDownIsKept() {
    try (IsolableCluster cluster = IsolableCluster.start();
        NatsService nats = NatsService.create(recorder.config(cluster.url()).build())) {
      nats.awaitConnected(Recorder.PATIENCE);
      awaitServers(nats, 3);

      cluster.second.kill();
      cluster.third.kill();
      cluster.awaitProbes(2);

      assertThat(nats.status().reconnects()).isZero();
      assertThat(nats.status().serverUrl()).contains(cluster.url());
    }
  }

  @Test
  @DisplayName("CL7 a part that is no larger is no reason to move")
  void aPartThatIsNoLargerIsNoReasonToMove() {
    try (IsolableCluster cluster = IsolableCluster.start();
        NatsService nats = NatsService.create(recorder.config(cluster.url()).build())) {
      nats.awaitConnected(Recorder.PATIENCE);
      awaitServers(nats, 3);

      cluster.third.kill();
      awaitServers(nats, 2);
      cluster.isolateFirst();
      cluster.awaitProbes(2);

      assertThat(nats.status().reconnects()).isZero();
      assertThat(nats.status().serverUrl()).contains(cluster.url());
    }
  }

  @Test
  @DisplayName("CL7 one of two servers is kept when the other is lost")
  void oneOfTwoServersIsKept() {
    try (NatsCluster cluster = NatsCluster.start(2);
        NatsService nats = NatsService.create(recorder.config(cluster.urls().get(0)).build())) {
      nats.awaitConnected(Recorder.PATIENCE);
      awaitServers(nats, 2);

      cluster.servers().get(1).kill();
      awaitServers(nats, 1);
      await()
          .during(Duration.ofSeconds(6)) // it would be asked after three
          .atMost(Recorder.PATIENCE)
          .until(() -> nats.status().reconnects() == 0);
    }
  }

  private static void awaitServers(NatsService nats, int servers) {
    await()
        .atMost(Recorder.PATIENCE)
        .until(() -> nats.getConnection().getServerInfo().getConnectURLs().size() == servers);
  }

  private static boolean answers(NatsService nats) {
    try {
      return nats.request("echo", "x", String.class, Duration.ofSeconds(5)).equals("x");
    } catch (NatsServiceException e) {
      return false;
    }
  }
}
