package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.PermissionDeniedException;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is said when the server has no JetStream for this client. */
class JetStreamAvailabilityTest {
  private static final String ACCOUNTS =
      """
      accounts {
        WITH: { jetstream: enabled, users: [
          { user: free, password: S3CRET }
          { user: limited, password: S3CRET, permissions: { publish: { deny: ["$JS.API.>"] } } }
        ] }
        WITHOUT: { users: [ { user: none, password: S3CRET } ] }
      }
      """;

  private static NatsService as(String user, NatsServer server) {
    NatsService nats =
        NatsService.connect(
            NatsServiceConfig.builder()
                .servers(server.url())
                .user(user)
                .password("S3CRET")
                .build());
    nats.awaitConnected(Duration.ofSeconds(20));
    return nats;
  }

  private static <T extends NatsServiceException> T failure(Class<T> type, ThrowingCallable call) {
    long start = System.nanoTime();
    T failure = catchThrowableOfType(type, call);
    assertThat(failure).isNotNull();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("well before the deadline of the API")
        .isLessThan(StreamApi.TIMEOUT.minusMillis(500));
    return failure;
  }

  private static void notEnabled(NatsService nats) {
    JetStreamUnavailableException failure =
        failure(JetStreamUnavailableException.class, () -> nats.ensureObjectStore("b"));
    assertThat(failure.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(failure)
        .hasMessage(
            "JetStream, which keeps the objects, is not enabled for this account: switch it on"
                + " with 'jetstream' in the configuration of the server, and of the account if it"
                + " has accounts.");
  }

  @Test
  void aServerWithoutJetStreamIsSaidToHaveNone() {
    try (NatsServer server = NatsServer.start();
        NatsService nats = NatsService.connect(server.url())) {
      notEnabled(nats);
    }
  }

  @Test
  void anAccountWithoutJetStreamIsSaidToHaveNone() {
    try (NatsServer server = NatsServer.builder().jetStream().config(ACCOUNTS).start();
        NatsService nats = as("none", server)) {
      notEnabled(nats);
      Map<String, ThrowingCallable> calls =
          Map.of(
              "look-up", () -> nats.getObjectInfo("b", "name"),
              "read", () -> nats.getObject("b", "name"),
              "put", () -> nats.putObject("b", "name", new byte[1]),
              "delete", () -> nats.deleteObject("b", "name"));
      calls.forEach(
          (what, call) ->
              assertThat(failure(JetStreamUnavailableException.class, call))
                  .hasMessageStartingWith(
                      "The %s of the object 'name' in the bucket 'b' failed. JetStream, which",
                      what));
      failure(JetStreamUnavailableException.class, nats::listObjectStores);
    }
  }

  @Test
  @DisplayName("R8 a user who may not use the API of JetStream is told so")
  void aMissingPermissionIsToldAsOne() {
    try (NatsServer server = NatsServer.builder().jetStream().config(ACCOUNTS).start();
        NatsService nats = as("limited", server)) {
      PermissionDeniedException failure =
          failure(PermissionDeniedException.class, () -> nats.getObjectStore("b"));
      assertThat(failure.subject()).isEqualTo("$JS.API.STREAM.INFO.OBJ_b");
      assertThat(failure.outcome()).isEqualTo(Outcome.REJECTED);
      failure(PermissionDeniedException.class, nats::listObjectStores);
    }
  }

  @Test
  void aServerThatIsSilentFromTheStartHasCreatedNothing() {
    try (NatsServer server = NatsServer.builder().jetStream().start();
        NatsService nats = NatsService.connect(server.url())) {
      server.pause();
      try {
        JetStreamUnavailableException failure =
            catchThrowableOfType(
                JetStreamUnavailableException.class, () -> nats.createObjectStore("b"));
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
      } finally {
        server.resume();
      }
    }
  }

  @Test
  @Tag("long")
  void aServerThatFallsSilentMayHaveCreatedTheBucket() {
    try (NatsServer server = NatsServer.builder().jetStream().start();
        FaultProxy proxy = FaultProxy.to(server);
        NatsService nats = NatsService.connect(proxy.url())) {
      proxy.before(
          Direction.CLIENT_TO_SERVER,
          "PUB $JS.API.STREAM.CREATE",
          () -> proxy.discard(Direction.SERVER_TO_CLIENT));

      JetStreamUnavailableException failure =
          catchThrowableOfType(
              JetStreamUnavailableException.class, () -> nats.createObjectStore("b"));

      assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(failure).hasMessageContaining("STREAM.CREATE of the bucket 'b'");
    }
  }

  @Test
  void whatWasAskedDuringAnOutageIsAnsweredAfterIt() {
    try (NatsServer server = NatsServer.builder().jetStream().start();
        NatsService nats = NatsService.connect(server.url())) {
      nats.createObjectStore("kept");
      server.kill();
      Thread back = new Thread(server::restart, "restart");
      back.start();

      assertThat(nats.getObjectStore("kept").name()).isEqualTo("kept");
    }
  }
}
