package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
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
}
