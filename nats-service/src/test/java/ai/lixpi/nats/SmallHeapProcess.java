package ai.lixpi.nats;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A process with little memory that connects to servers, one after the other. */
public final class SmallHeapProcess {
  private SmallHeapProcess() {}

  /** Ends with 0 when a message has come from each of the URLs. */
  public static void main(String[] urls) throws InterruptedException {
    for (String url : urls) {
      CountDownLatch arrived = new CountDownLatch(1);
      NatsServiceConfig config =
          NatsServiceConfig.builder()
              .servers(url)
              .pingInterval(Duration.ofMillis(200))
              .jnats(options -> options.maxPingsOut(2))
              .build();
      try (NatsService nats = NatsService.create(config)) {
        nats.subscribe("s", String.class, (text, message) -> arrived.countDown());
        nats.awaitConnected(Duration.ofSeconds(60));
        arrived.await();
      }
    }
  }
}
