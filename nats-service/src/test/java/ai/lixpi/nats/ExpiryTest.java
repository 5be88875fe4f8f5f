package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** User JWTs that expire, on a server that enforces it. */
class ExpiryTest {
  private static final OperatorServer OPERATOR = new OperatorServer();

  @RegisterExtension
  static final NatsServerExtension SERVER =
      NatsServerExtension.builder().server(OPERATOR::configure).build();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final Recorder recorder = new Recorder();
  private final List<Integer> received = Collections.synchronizedList(new ArrayList<>());

  private NatsServiceConfig config(Path creds) {
    return recorder.config(SERVER.server().url()).credentials(Credentials.credsFile(creds)).build();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "A7, CN6 three expiries of a user JWT while messages flow lose nothing that we publish")
  void threeExpiriesLoseNothingThatWePublish(ServerKind kind, NatsServer server) {
    kind.take(server);
    Path creds = folder.resolve("user.creds");
    OPERATOR.writeCreds(creds, Duration.ofSeconds(3));
    Path steady = folder.resolve("steady.creds");
    OPERATOR.writeCreds(steady, Duration.ofHours(1));
    try (NatsService listener = NatsService.connect(config(steady));
        NatsService nats = NatsService.connect(config(creds))) {
      listener.subscribe("flow", Integer.class, (number, message) -> received.add(number));
      listener.flush(PATIENCE);
      nats.awaitConnected(PATIENCE);
      int published = 0;
      Instant end = Instant.now().plus(PATIENCE);
      while (nats.status().reconnects() < 3 && Instant.now().isBefore(end)) {
        nats.publish("flow", published++);
        if (published % 10 == 0) {
          OPERATOR.writeCreds(creds, Duration.ofSeconds(3));
          nats.flush(PATIENCE);
        }
      }
      int last = published;
      nats.flush(PATIENCE);

      assertThat(nats.status().reconnects()).isGreaterThanOrEqualTo(3);
      await().atMost(PATIENCE).until(() -> received.size() >= last);
      assertThat(received).isSorted().doesNotHaveDuplicates().hasSize(last);
      assertThat(recorder.failures).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A14 a creds file that is replaced is used before the old one expires")
  void replacedCredsFileIsUsedBeforeTheOldOneExpires(ServerKind kind, NatsServer server) {
    kind.take(server);
    Path creds = folder.resolve("user.creds");
    OPERATOR.writeCreds(creds, Duration.ofSeconds(5));
    try (CapturedLog log = new CapturedLog();
        NatsService nats = NatsService.connect(config(creds))) {
      nats.awaitConnected(PATIENCE);
      OPERATOR.writeCreds(creds, Duration.ofHours(1));
      await().atMost(PATIENCE).until(() -> nats.status().reconnects() == 1);
      await()
          .atMost(PATIENCE)
          .until(() -> nats.status().timeToExpiry().orElseThrow().toMinutes() > 50);
      assertThat(log.lines())
          .contains("INFO NATS -> reconnecting to renew the sign-in before it expires")
          .doesNotContain("ERROR NATS -> disconnected");
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("CN6, A14 a creds file that is being replaced just then is looked at again")
  void credsFileThatIsBeingReplacedIsLookedAtAgain(ServerKind kind, NatsServer server)
      throws Exception {
    kind.take(server);
    Path creds = folder.resolve("user.creds");
    OPERATOR.writeCreds(creds, Duration.ofSeconds(15));
    try (CapturedLog log = new CapturedLog();
        NatsService nats = NatsService.connect(config(creds))) {
      nats.awaitConnected(PATIENCE);
      Files.delete(creds);
      await()
          .atMost(PATIENCE)
          .until(
              () -> log.lines().contains("DEBUG NATS -> the sign-in could not be renewed for now"));

      OPERATOR.writeCreds(creds, Duration.ofHours(1));

      await()
          .atMost(PATIENCE)
          .until(
              () -> nats.status().timeToExpiry().filter(left -> left.toMinutes() > 50).isPresent());
      assertThat(log.lines())
          .contains("INFO NATS -> reconnecting to renew the sign-in before it expires")
          .doesNotContain("WARN NATS -> the sign-in has expired: signing in anew");
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A14, A6 a creds file that has expired is reported, and its successor taken at once")
  void expiredCredsFileIsReportedAndItsSuccessorTaken(ServerKind kind, NatsServer server) {
    kind.take(server);
    Path creds = folder.resolve("user.creds");
    OPERATOR.writeCreds(creds, Duration.ofSeconds(2));
    try (CapturedLog log = new CapturedLog();
        NatsService nats = NatsService.connect(config(creds))) {
      nats.awaitConnected(PATIENCE);
      await().atMost(PATIENCE).until(() -> nats.status().failedAttempts() >= 2);
      assertThat(nats.status().state()).isEqualTo(ConnectionState.RECONNECTING);
      assertThat(nats.status().lastFailure().orElseThrow())
          .isInstanceOf(CredentialsRejectedException.class)
          .hasMessageContaining("what was presented expired at 20");
      assertThat(log.lines()).contains("WARN NATS -> the sign-in has expired: signing in anew");

      OPERATOR.writeCreds(creds, Duration.ofHours(1));
      nats.awaitConnected(PATIENCE);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A14 a creds file that has gone is reported, and read when it is there again")
  void missingCredsFileIsReported(ServerKind kind, NatsServer server) throws Exception {
    kind.take(server);
    Path creds = folder.resolve("user.creds");
    OPERATOR.writeCreds(creds, Duration.ofHours(1));
    try (NatsService nats = NatsService.connect(config(creds))) {
      nats.awaitConnected(PATIENCE);
      Files.delete(creds);
      server.restart();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  nats.status()
                      .lastFailure()
                      .filter(f -> String.valueOf(f.getMessage()).contains("can't be read"))
                      .isPresent());
      OPERATOR.writeCreds(creds, Duration.ofHours(1));
      nats.awaitConnected(PATIENCE);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A8 what a user JWT does not allow reaches the subscription and the error listener")
  void whatAUserJwtDoesNotAllowIsTold(ServerKind kind, NatsServer server) {
    kind.take(server);
    Path creds = folder.resolve("user.creds");
    OPERATOR.writeCreds(creds, 0, "'pub':{'deny':['secret']},'sub':{'deny':['secret']},");
    try (NatsService nats = NatsService.connect(config(creds))) {
      nats.awaitConnected(PATIENCE);
      nats.subscribe("secret", String.class, (text, message) -> {});
      nats.publish("secret", "x");
      await().atMost(PATIENCE).until(() -> recorder.failures.size() >= 2);
      assertThat(recorder.failures)
          .allSatisfy(
              failure ->
                  assertThat(failure)
                      .isInstanceOf(PermissionDeniedException.class)
                      .hasMessageContaining("secret"));
      assertThat(nats.status().signInExpiry()).isEmpty();
    }
  }
}
