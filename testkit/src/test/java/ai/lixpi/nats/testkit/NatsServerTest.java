package ai.lixpi.nats.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.StreamConfiguration;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // jnats: Connection.close() throws InterruptedException
class NatsServerTest {

  @Test
  void startedServerAcceptsClientsOnLoopback() throws Exception {
    try (NatsServer server = NatsServer.start();
        Connection client = Clients.connect(server.url())) {
      assertThat(server.url()).isEqualTo("nats://127.0.0.1:" + server.port());
      assertThat(client.getServerInfo().getPort()).isEqualTo(server.port());
      assertThat(client.getServerInfo().getVersion()).isEqualTo(server.version());
      assertThat(client.getServerInfo().getServerName()).isEqualTo(server.name());
      assertThat(ProcessHandle.of(server.pid())).isPresent();
      assertThat(server.log()).contains("Server is ready");
    }
  }

  @Test
  void stoppedServerRestartsOnTheSamePort() throws Exception {
    try (NatsServer server = NatsServer.start()) {
      int port = server.port();
      long pid = server.pid();
      server.stop();
      assertThat(server.isRunning()).isFalse();
      assertThat(server.log()).contains("Initiating Shutdown");
      server.restart();
      assertThat(server.isRunning()).isTrue();
      assertThat(server.port()).isEqualTo(port);
      assertThat(server.pid()).isNotEqualTo(pid);
      Clients.connect(server.url()).close();
    }
  }

  @Test
  void killedServerRestartsOnTheSamePortWithTheSameStore() throws Exception {
    try (NatsServer server = NatsServer.builder().jetStream().start()) {
      try (Connection client = Clients.connect(server.url())) {
        client
            .jetStreamManagement()
            .addStream(StreamConfiguration.builder().name("KEPT").subjects("kept.>").build());
        client.jetStream().publish("kept.one", new byte[] {1});
      }
      server.kill();
      assertThat(server.isRunning()).isFalse();
      server.restart();
      try (Connection client = Clients.connect(server.url())) {
        JetStreamManagement management = client.jetStreamManagement();
        assertThat(management.getStreamInfo("KEPT").getStreamState().getMsgCount()).isEqualTo(1);
      }
    }
  }

  @Test
  void pausedServerAnswersNothingUntilItIsResumed() throws Exception {
    try (NatsServer server = NatsServer.start();
        Connection client = Clients.connect(server.url())) {
      server.pause();
      assertThat(server.isRunning()).isTrue();
      assertThatThrownBy(() -> client.flush(Duration.ofMillis(200)))
          .isInstanceOf(TimeoutException.class);
      server.resume();
      client.flush(Duration.ofSeconds(5));
    }
  }

  @Test
  void pausedServerCanBeStopped() {
    try (NatsServer server = NatsServer.start()) {
      server.pause();
      server.stop();
      assertThat(server.isRunning()).isFalse();
    }
  }

  @Test
  void closingAPausedServerTwiceEndsItsProcess() {
    NatsServer server = NatsServer.start();
    long pid = server.pid();
    server.pause();
    server.close();
    server.close();
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(server.log()).as("the log outlives the server").contains("Server is ready");
    assertThatThrownBy(server::restart).hasMessageContaining("closed");
  }

  @Test
  void signalToADeadServerIsRefused() {
    try (NatsServer server = NatsServer.start()) {
      server.kill();
      assertThatThrownBy(server::lameDuck)
          .isInstanceOf(NatsServerException.class)
          .hasMessageContaining("is not running")
          .hasMessageContaining("restart()");
    }
  }

  @Test
  void lameDuckTellsTheClientAndCutsItOff() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch cut = new CountDownLatch(1);
    try (NatsServer server = NatsServer.start();
        Connection client =
            Nats.connect(
                Clients.options(server.url())
                    .connectionListener(
                        (connection, event) -> {
                          switch (event) {
                            case LAME_DUCK -> told.countDown();
                            case CLOSED, DISCONNECTED -> cut.countDown();
                            default -> {}
                          }
                        })
                    .build())) {
      assertThat(client.getStatus()).isEqualTo(Connection.Status.CONNECTED);
      server.lameDuck();
      assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
      await().atMost(Duration.ofSeconds(20)).until(() -> !server.isRunning());
    }
  }

  @Test
  void connectionsAndSubscriptionsOfClientsAreCounted() throws Exception {
    try (NatsServer server = NatsServer.builder().jetStream().start()) {
      assertThat(server.connections()).isZero();
      assertThat(server.subscriptions()).isZero();
      try (Connection client = Clients.connect(server.url())) {
        client.createDispatcher(message -> {}).subscribe("one").subscribe("two");
        client.flush(Duration.ofSeconds(5));
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.subscriptions()).isEqualTo(2);
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> server.connections() == 0);
      assertThat(server.subscriptions()).isZero();
    }
  }

  @Test
  void monitoringAnswersWithJson() {
    try (NatsServer server = NatsServer.start()) {
      assertThat(server.monitoring("/varz")).contains("\"server_name\": \"" + server.name());
      assertThat(server.monitoring("healthz")).contains("ok");
    }
  }

  @Test
  void monitoringOfAStoppedServerSaysSo() {
    try (NatsServer server = NatsServer.start()) {
      server.stop();
      assertThatThrownBy(() -> server.monitoring("/varz"))
          .isInstanceOf(NatsServerException.class)
          .hasMessageContaining("is the server stopped or paused?");
    }
  }

  @Test
  void serverDiesWithAJvmThatIsKilled(@TempDir Path folder) throws Exception {
    Process jvm =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                OrphanMain.class.getName(),
                NatsServerBinary.newest().path().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = jvm.inputReader()) {
      long pid =
          output
              .lines()
              .filter(line -> line.startsWith("pid "))
              .mapToLong(line -> Long.parseLong(line.substring(4)))
              .findFirst()
              .orElseThrow();
      assertThat(ProcessHandle.of(pid)).isPresent();
      jvm.destroyForcibly();
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }
  }
}
