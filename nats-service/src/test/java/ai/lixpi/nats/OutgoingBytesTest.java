package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@NatsTest
class OutgoingBytesTest {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final int MORE_THAN_A_HEAP_WOULD_HOLD = 3_000;

  @Test
  void largeMessagesToAStalledServerAreRefusedLongBeforeTheyFillTheHeap(NatsServer server) {
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats = connect(proxy)) {
      byte[] large = new byte[MEBIBYTE - 1024];
      AtomicInteger received = new AtomicInteger();
      nats.subscribe("large", byte[].class, (data, message) -> received.incrementAndGet());
      nats.flush(Recorder.PATIENCE);
      proxy.stall();

      int taken = 0;
      BufferFullException refused = null;
      while (refused == null && taken < MORE_THAN_A_HEAP_WOULD_HOLD) {
        try {
          nats.publish("large", large);
          taken++;
        } catch (BufferFullException e) {
          refused = e;
        }
      }

      assertThat(refused).isNotNull();
      assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
      assertThat(taken).isLessThan(100);
      proxy.flow();
      int expected = taken;
      Awaitility.await().atMost(Recorder.PATIENCE).until(() -> received.get() == expected);
    }
  }

  private static NatsService connect(FaultProxy proxy) {
    return NatsService.connect(
        NatsServiceConfig.builder()
            .servers(proxy.url())
            .publishTimeout(Duration.ofMillis(300))
            .build());
  }
}
