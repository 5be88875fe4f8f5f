package ai.lixpi.nats;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** A process whose name server never answers; its arguments are the servers. */
public final class SilentNameServerProcess {
  private SilentNameServerProcess() {}

  /** Prints how the third attempt failed, and which threads look names up. */
  public static void main(String[] args) {
    NatsServiceConfig config =
        NatsServiceConfig.builder().servers(args).connectTimeout(Duration.ofMillis(200)).build();
    try (NatsService nats = NatsService.connect(config)) {
      await().atMost(Duration.ofSeconds(50)).until(() -> nats.status().failedAttempts() >= 3);
      nats.status().lastFailure().ifPresent(why -> System.out.println(why.getMessage()));
      Thread.getAllStackTraces().keySet().stream()
          .map(Thread::getName)
          .filter(name -> name.equals("nats-lookup"))
          .forEach(System.out::println);
    }
  }
}
