package ai.lixpi.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.TestCertificates;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.support.JsonParser;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As {@link BareJnatsTest}, for publishing, requests and what watches the link. */
@Tag("baseline")
@NatsTest
@SuppressWarnings("try") // jnats: Connection.close() throws InterruptedException
class BareJnatsCallsTest {
  private static final Duration PATIENCE = Recorder.PATIENCE;
  private static final Duration SHORT = Duration.ofSeconds(1);

  private static Options.Builder options(String url) {
    return new Options.Builder()
        .server(url)
        .maxReconnects(-1)
        .reconnectWait(Duration.ofMillis(100))
        .errorListener(new ErrorListener() {});
  }

  private static void awaitDown(Connection connection) {
    await().atMost(PATIENCE).until(() -> connection.getStatus() != Connection.Status.CONNECTED);
  }

  @Test
  @DisplayName("CN3 a frozen server is not noticed within 40 s (ReconnectTest)")
  void frozenServerIsNotNoticed(NatsServer server) throws Exception {
    try (Connection connection = Nats.connect(options(server.url()).build())) {
      server.pause();
      await()
          .during(Duration.ofSeconds(40))
          .atMost(Duration.ofSeconds(60))
          .until(() -> connection.getStatus() == Connection.Status.CONNECTED);
    } finally {
      server.resume();
    }
  }

  @Test
  @DisplayName("CN8 small messages of an outage are refused far below the buffer (BufferTest)")
  void smallMessagesOfAnOutageAreRefusedFarBelowTheBuffer(NatsServer server) throws Exception {
    try (Connection connection = Nats.connect(options(server.url()).build())) {
      server.kill();
      awaitDown(connection);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  connection.publish("s", new byte[1]);
                }
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("queue is full");
    }
  }

  @Test
  @DisplayName("PS2 deeply nested JSON overflows the stack of its parser (UndecodablePayloadTest)")
  void deeplyNestedJsonOverflowsTheStack() {
    String nested = "[".repeat(100_000) + "]".repeat(100_000);
    assertThatThrownBy(() -> JsonParser.parse(nested)).isInstanceOf(StackOverflowError.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b", ".a", "a.", "orders.*", "orders.>"})
  @DisplayName("PS5 subjects that nobody can mean are published to (SubjectRulesTest)")
  void subjectsThatNobodyCanMeanArePublishedTo(String subject, NatsServer server) throws Exception {
    try (Connection connection = Nats.connect(options(server.url()).build())) {
      connection.publish(subject, new byte[0]);
      connection.flush(PATIENCE);
      assertThat(connection.getStatus()).isEqualTo(Connection.Status.CONNECTED);
    }
  }

  @Test
  @DisplayName("R1, R2 nobody there and no answer in time are the same null (RequestTest)")
  void nobodyThereAndNoAnswerAreTheSame(NatsServer server) throws Exception {
    try (Connection connection = Nats.connect(options(server.url()).reportNoResponders().build())) {
      connection.createDispatcher(message -> {}).subscribe("silent");
      connection.flush(PATIENCE);
      assertThat(connection.request("nobody", new byte[0], SHORT)).isNull();
      assertThat(connection.request("silent", new byte[0], SHORT)).isNull();
    }
  }

  @Test
  @DisplayName("R3 a request in flight is left waiting when its link is cut (RequestLossTest)")
  void requestInFlightIsLeftWaiting(NatsServer server) throws Exception {
    try (FaultProxy proxy = FaultProxy.to(server);
        Connection responder = Nats.connect(options(server.url()).build());
        Connection connection = Nats.connect(options(proxy.url()).build())) {
      List<String> seen = new CopyOnWriteArrayList<>();
      responder.createDispatcher(message -> seen.add(message.getSubject())).subscribe("silent");
      responder.flush(PATIENCE);
      CompletableFuture<?> answer = connection.request("silent", new byte[0]);
      await().atMost(PATIENCE).until(() -> !seen.isEmpty());
      proxy.cut();
      await().atMost(PATIENCE).until(() -> proxy.totalConnections() == 2);
      await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> !answer.isDone());
    }
  }

  @Test
  @DisplayName(
      "R4 a request that has timed out in an outage is carried out later (RequestLossTest)")
  void requestThatHasTimedOutIsCarriedOutLater(NatsServer server) throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (FaultProxy proxy = FaultProxy.to(server);
        Connection responder = Nats.connect(options(server.url()).build());
        Connection connection = Nats.connect(options(proxy.url()).build())) {
      responder.createDispatcher(message -> seen.add(message.getSubject())).subscribe("job");
      responder.flush(PATIENCE);
      proxy.refuse();
      proxy.cut();
      awaitDown(connection);
      assertThat(connection.request("job", new byte[0], SHORT)).isNull();
      assertThat(seen).isEmpty();
      proxy.accept();
      await().atMost(PATIENCE).until(() -> seen.contains("job"));
    }
  }

  @Test
  @DisplayName("R8 a request without permission waits out its timeout (PermissionTest)")
  void requestWithoutPermissionWaitsOutItsTimeout(NatsServer server) throws Exception {
    server.restart(
        settings ->
            settings.config(
                "authorization { users: [ { user: u, password: p, permissions:"
                    + " { publish: { deny: [\"secret\"] } } } ] }"));
    CompletableFuture<String> told = new CompletableFuture<>();
    ErrorListener listener =
        new ErrorListener() {
          @Override
          public void errorOccurred(Connection connection, String error) {
            told.complete(error);
          }
        };
    try (Connection connection =
        Nats.connect(
            options(server.url())
                .userInfo("u".toCharArray(), "p".toCharArray())
                .errorListener(listener)
                .build())) {
      CompletableFuture<?> answer = connection.request("secret", new byte[0]);
      assertThat(told).succeedsWithin(PATIENCE).asString().contains("Permissions Violation");
      await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> !answer.isDone());
    }
  }

  @Test
  @DisplayName("S1 a certificate for another host is believed (TlsRefusalTest)")
  void certificateForAnotherHostIsBelieved() throws Exception {
    try (TestCertificates certificates =
            TestCertificates.builder().serverNames("elsewhere.example").create();
        NatsServer server = NatsServer.builder().tls(certificates).start();
        Connection connection =
            Nats.connect(
                options("tls://localhost:" + server.port())
                    .sslContext(certificates.clientContext())
                    .build())) {
      assertThat(connection.getStatus()).isEqualTo(Connection.Status.CONNECTED);
    }
  }

  @Test
  @DisplayName("PS5 without validation a subject smuggles in a second message (SubjectRulesTest)")
  @SuppressWarnings("deprecation") // jnats: it may be deprecated, but it is there
  void subjectSmugglesInASecondMessage(NatsServer server) throws Exception {
    List<String> bytes = new CopyOnWriteArrayList<>();
    try (FaultProxy proxy = FaultProxy.to(server);
        Connection connection = Nats.connect(options(proxy.url()).noSubjectValidation().build())) {
      connection
          .createDispatcher(message -> bytes.add(new String(message.getData(), UTF_8)))
          .subscribe("secret");
      connection.flush(PATIENCE);
      connection.publish("x 0\r\n\r\nPUB secret 4\r\nevil\r\nPUB x", new byte[0]);
      await().atMost(PATIENCE).until(() -> bytes.contains("evil"));
    }
  }
}
