package ai.lixpi.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.ScriptedServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the official client does where this library promises better: the scenarios of the tests
 * named in each name, on bare jnats. Not part of a normal build: it shows that those tests prove
 * something, and tells when a new jnats makes a remedy unnecessary.
 */
@Tag("baseline")
@NatsTest
@SuppressWarnings("try") // jnats: Connection.close() throws InterruptedException
class BareJnatsTest {
  private static final Duration PATIENCE = Recorder.PATIENCE;

  private static Options.Builder options(String... servers) {
    return new Options.Builder()
        .servers(servers)
        .maxReconnects(-1)
        .reconnectWait(Duration.ofMillis(100))
        .errorListener(new ErrorListener() {});
  }

  @Test
  @DisplayName("CN5 two refusals close the connection for good (CredentialsTest)")
  void twoRefusalsCloseTheConnectionForGood(NatsServer server) throws Exception {
    server.restart(settings -> settings.token("right"));
    try (Connection connection =
        Nats.connect(options(server.url()).token("right".toCharArray()).build())) {
      server.restart(settings -> settings.token("other"));
      await().atMost(PATIENCE).until(() -> connection.getStatus() == Connection.Status.CLOSED);
      server.restart(settings -> settings.token("right"));
      assertThatThrownBy(() -> connection.publish("s", new byte[1]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Closed");
    }
  }

  @Test
  @DisplayName("CN9 innocent messages are lost with the one that is too large (BufferTest)")
  void innocentMessagesAreLostWithTheOneThatIsTooLarge(NatsServer server) throws Exception {
    List<Integer> received = new CopyOnWriteArrayList<>();
    try (Connection connection = Nats.connect(options(server.url()).build())) {
      connection
          .createDispatcher(message -> received.add(message.getData().length))
          .subscribe("s")
          .subscribe("last");
      connection.flush(PATIENCE);
      server.kill();
      await().atMost(PATIENCE).until(() -> connection.getStatus() != Connection.Status.CONNECTED);
      for (int size : new int[] {1, 2, 3, 5_000, 4, 5, 6}) {
        connection.publish("s", new byte[size]);
      }
      server.restart(settings -> settings.maxPayload(4_096));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                publishQuietly(connection, "last", new byte[100]);
                return received.contains(100);
              });
      assertThat(received).doesNotContain(4, 5, 6);
    }
  }

  private static void publishQuietly(Connection connection, String subject, byte[] data) {
    try {
      connection.publish(subject, data);
    } catch (IllegalStateException e) {
      // between two connections
    }
  }

  @Test
  @DisplayName("CN12 a link cut while subscriptions are sent again stays deaf (FlappingTest)")
  void linkCutWhileSubscriptionsAreSentAgainStaysDeaf(NatsServer server) throws Exception {
    try (FaultProxy proxy = FaultProxy.to(server);
        Connection connection =
            Nats.connect(options(proxy.url()).pingInterval(Duration.ofMinutes(5)).build())) {
      Dispatcher many = connection.createDispatcher();
      IntStream.range(0, 30_000).forEach(i -> many.subscribe("many." + i, message -> {}));
      connection.flush(PATIENCE);
      proxy.before(Direction.CLIENT_TO_SERVER, "SUB ", proxy::cut);
      proxy.cut();
      await()
          .during(Duration.ofSeconds(3))
          .atMost(PATIENCE)
          .until(
              () ->
                  connection.getStatus() == Connection.Status.CONNECTED
                      && proxy.connectionCount() == 0);
    }
  }

  @Test
  @DisplayName(
      "A12 a name with quotes is written into CONNECT as it is (ConfigurationCredentialsTest)")
  void nameIsWrittenUnescaped() throws Exception {
    String line = connectLine(options().connectionName("a\",\"verbose\":true,\"b\":\"c"));
    assertThat(line).contains("\"name\":\"a\",\"verbose\":true,\"b\":\"c\"");
  }

  @Test
  @DisplayName(
      "A12 a token with quotes is written into CONNECT as it is (ConfigurationCredentialsTest)")
  void tokenIsWrittenUnescaped() throws Exception {
    String line = connectLine(options().token("t\",\"verbose\":true,\"b\":\"c".toCharArray()));
    assertThat(line).contains("\"auth_token\":\"t\",\"verbose\":true,\"b\":\"c\"");
  }

  private static String connectLine(Options.Builder options) throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    try (ScriptedServer server =
        ScriptedServer.start(
            (in, out, client) -> {
              out.write("INFO {\"server_id\":\"x\",\"headers\":true}\r\n".getBytes(UTF_8));
              out.flush();
              lines.add(new BufferedReader(new InputStreamReader(in, UTF_8)).readLine());
            })) {
      Options built = options.server(server.url()).build();
      assertThatThrownBy(() -> Nats.connect(built)).isInstanceOf(IOException.class);
      return lines.get(0);
    }
  }

  @Test
  @DisplayName(
      "A13 credentials of a URL are in exceptions and addresses (ConfigurationCredentialsTest)")
  void credentialsOfAUrlLeak(NatsServer server) throws Exception {
    server.restart(settings -> settings.user("bob", "HUNTER2"));
    String url = "nats://bob:HUNTER2@127.0.0.1:" + server.port();
    try (Connection connection = Nats.connect(options(url).build())) {
      assertThat(connection.getConnectedUrl()).contains("HUNTER2");
      assertThat(connection.getServers().toString()).contains("HUNTER2");
    }
    server.kill();
    assertThatThrownBy(() -> Nats.connect(options(url).build())).hasMessageContaining("HUNTER2");
  }

  @Test
  @DisplayName("CN1 connect throws while the server is down (ConnectTest)")
  void connectThrowsWhileTheServerIsDown(NatsServer server) {
    server.kill();
    assertThatThrownBy(() -> Nats.connect(options(server.url()).build()))
        .isInstanceOf(IOException.class);
  }
}
