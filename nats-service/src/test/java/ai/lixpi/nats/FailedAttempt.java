package ai.lixpi.nats;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Connects in vain, and says what the status says about it. */
final class FailedAttempt {
  private FailedAttempt() {}

  static NatsServiceException of(NatsServiceConfigBuilder config) {
    if (config.connectTimeout.equals(NatsServiceConfig.builder().connectTimeout)) {
      config.connectTimeout(Duration.ofSeconds(10)); // on a slow machine too it is not the time
    }
    try (NatsService nats = NatsService.create(config.build())) {
      nats.connect(Duration.ofMillis(1));
      await().atMost(Recorder.PATIENCE).until(() -> nats.status().failedAttempts() > 0);
      return nats.status().lastFailure().orElseThrow();
    }
  }
}
