package ai.lixpi.nats.demo;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.NatsServiceConfigBuilder;
import ai.lixpi.nats.testkit.NatsServer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What every step has: the server, a pen for the story, and checks. */
record Stage(NatsServer server, long startNanos) {
  /** Much more than anything here takes, for slow and busy machines. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  NatsServiceConfigBuilder config(String name) {
    return NatsServiceConfig.builder().servers(server.url()).name(name);
  }

  /** A service that is connected. */
  NatsService connected(String name) {
    NatsService service = NatsService.connect(config(name).build());
    service.awaitConnected(PATIENCE);
    return service;
  }

  void say(String format, Object... arguments) {
    System.out.printf(
        Locale.ROOT,
        "  %6.2f s  %s%n",
        (System.nanoTime() - startNanos) / 1e9,
        String.format(Locale.ROOT, format, arguments));
  }

  /** The time since a moment, for people. */
  static String since(long nanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  static void expect(boolean holds, String expected, Object... seen) {
    if (!holds) {
      throw new StepFailed("expected: " + String.format(Locale.ROOT, expected, seen));
    }
  }

  static void expectSoon(BooleanSupplier condition, String expected) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new StepFailed("expected within " + PATIENCE.toSeconds() + " s: " + expected);
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }
}
