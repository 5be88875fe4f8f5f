package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** User JWTs that expire, on a server that enforces it. */
class ExpiryTest {
  private static final OperatorServer OPERATOR = new OperatorServer();

  @RegisterExtension
  static final NatsServerExtension SERVER =
      NatsServerExtension.builder().server(OPERATOR::configure).build();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final Recorder recorder = new Recorder();
  private final List<Integer> received = new CopyOnWriteArrayList<>();

  private NatsServiceConfig config(Path creds) {
    return recorder.config(SERVER.server().url()).credentials(Credentials.credsFile(creds)).build();
  }

  @Test
  @DisplayName(
      "A7, CN6 three expiries of a user JWT while messages flow lose nothing that we publish")
  void threeExpiriesLoseNothingThatWePublish(NatsServer server) {
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
}
