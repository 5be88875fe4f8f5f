package ai.lixpi.nats;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Connects in vain, and says what the status says about it. */
final class FailedAttempt {
  private FailedAttempt() {}

  static NatsServiceException of(NatsServiceConfigBuilder config) {
    try (NatsService nats = NatsService.create(config.build())) {
      nats.connect(Duration.ofMillis(1));
      await().atMost(Recorder.PATIENCE).until(() -> nats.status().failedAttempts() > 0);
      return nats.status().lastFailure().orElseThrow();
    }
  }
}
