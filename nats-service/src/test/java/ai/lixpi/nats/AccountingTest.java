package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every message that a subscription has received is in exactly one of its counts. */
@NatsTest
class AccountingTest {
  private static final int ROUNDS = 8;
  private static final int MESSAGES = 3_000;

  enum End {
    DISCONNECT,
    UNSUBSCRIBE,
    OVERRUN_DRAIN;

    void of(NatsService nats, NatsSubscription subscription) {
      switch (this) {
        case DISCONNECT -> nats.disconnect();
        case UNSUBSCRIBE -> subscription.unsubscribe();
        case OVERRUN_DRAIN -> subscription.drain(Duration.ofMillis(1));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DISCONNECT, 1",
    "DISCONNECT, 8",
    "UNSUBSCRIBE, 1",
    "UNSUBSCRIBE, 8",
    "OVERRUN_DRAIN, 1",
    "OVERRUN_DRAIN, 8"
  })
  void whateverEndsTheSubscription(End end, int concurrency, NatsServer server) {
    try (NatsService publisher = NatsService.connect(server.url())) {
      for (int round = 0; round < ROUNDS; round++) {
        Recorder recorder = new Recorder();
        AtomicInteger calls = new AtomicInteger();
        try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
          NatsSubscription subscription =
              nats.subscribe(
                  "s",
                  byte[].class,
                  (data, message) -> calls.incrementAndGet(),
                  SubscriptionOptions.builder().concurrency(concurrency).build());
          nats.flush(Recorder.PATIENCE);
          for (int i = 0; i < MESSAGES; i++) {
            publisher.publish("s", new byte[4]);
          }
          await().atMost(Recorder.PATIENCE).until(() -> calls.get() > MESSAGES / 10);

          end.of(nats, subscription);

          await()
              .atMost(Recorder.PATIENCE)
              .untilAsserted(() -> assertAccounted(subscription.statistics(), calls.get()));
          if (end != End.UNSUBSCRIBE) {
            await()
                .atMost(Recorder.PATIENCE)
                .untilAsserted(
                    () ->
                        assertThat(reported(recorder))
                            .isLessThanOrEqualTo(subscription.statistics().givenUp()));
          }
        }
      }
    }
  }

  private static void assertAccounted(SubscriptionStatistics counts, int calls) {
    assertThat(counts.handled() + counts.failed()).isEqualTo(calls);
    assertThat(counts.pending()).isZero();
    assertThat(counts.received()).isEqualTo(calls + counts.givenUp());
  }

  private static long reported(Recorder recorder) {
    return recorder.failures.stream()
        .filter(MessageLostException.class::isInstance)
        .mapToLong(failure -> ((MessageLostException) failure).count())
        .sum();
  }

  @Test
  void whatWaitsWhenASubscriptionEndsIsCounted(NatsServer server) throws InterruptedException {
    try (Gate gate = new Gate();
        NatsService nats = NatsService.connect(server.url())) {
      NatsSubscription subscription =
          nats.subscribe("s", byte[].class, (data, message) -> gate.pass());
      for (int i = 0; i < 10; i++) {
        nats.publish("s", new byte[0]);
      }
      gate.awaitEntered();
      await().atMost(Recorder.PATIENCE).until(() -> subscription.statistics().received() == 10);

      subscription.unsubscribe();

      assertThat(subscription.statistics().givenUp()).isEqualTo(9);
      assertThat(subscription.statistics().pending()).isZero();
      gate.open();
      await().atMost(Recorder.PATIENCE).until(() -> subscription.statistics().handled() == 1);
    }
  }
}
