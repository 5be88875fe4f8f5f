package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@NatsTest
class PacerTest {
  private static final int ATTEMPTS = 100;
  private static final Duration LESS_THAN_HALF_OF_THEIR_WAITS = Duration.ofSeconds(1);

  @Test
  void anOutageIsNotSpentInBusyWaiting(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      long start = System.nanoTime();
      server.kill();

      await().atMost(Recorder.PATIENCE).until(() -> nats.status().failedAttempts() >= ATTEMPTS);

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(LESS_THAN_HALF_OF_THEIR_WAITS);
    }
  }

  // CN5, A6
  @Test
  void refusedCredentialsAreTriedAgainMoreAndMoreSlowly(NatsServer server) {
    server.restart(settings -> settings.token("S3CRET"));
    List<Long> asked = new CopyOnWriteArrayList<>();
    Credentials wrong =
        Credentials.tokenSupplier(
            () -> {
              asked.add(System.nanoTime());
              return "wrong";
            });
    try (NatsService nats =
        NatsService.create(
            NatsServiceConfig.builder().servers(server.url()).credentials(wrong).build())) {
      nats.connect(Duration.ofMillis(1));

      await().atMost(Recorder.PATIENCE).until(() -> asked.size() >= 4);
    }
    for (int attempt = 1; attempt < 4; attempt++) {
      assertThat(Duration.ofNanos(asked.get(attempt) - asked.get(attempt - 1)))
          .isGreaterThan(Duration.ofMillis(150L << attempt));
    }
  }
}
