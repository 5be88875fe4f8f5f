package ai.lixpi.nats;

import java.util.concurrent.CountDownLatch;

/**
 * A process that handles messages on "work", each only when the service is being drained, and tells
 * of it on "handled".
 */
public final class ShutdownHookProcess {
  private ShutdownHookProcess() {}

  /** Arguments: the URL, and what to do: "hook", "no-hook", "closed" or "late". */
  public static void main(String[] args) {
    CountDownLatch draining = new CountDownLatch(1);
    NatsServiceConfigBuilder config =
        NatsServiceConfig.builder()
            .servers(args[0])
            .statusListener(
                status -> {
                  if (status.state() == ConnectionState.DRAINING) {
                    draining.countDown();
                  }
                });
    if (args[1].equals("late")) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> connectLate(config)));
      return;
    }
    NatsService nats =
        NatsService.connect(
            args[1].equals("no-hook") ? config.build() : config.closeOnJvmShutdown().build());
    if (args[1].equals("closed")) {
      nats.close();
      return;
    }
    nats.subscribe(
        "work",
        Integer.class,
        (number, message) -> {
          nats.publish("started", number);
          draining.await();
          nats.publish("handled", number);
        });
    nats.flush(Recorder.PATIENCE);
    nats.publish("ready", "");
  }

  private static void connectLate(NatsServiceConfigBuilder config) {
    try (NatsService nats = NatsService.connect(config.closeOnJvmShutdown().build())) {
      nats.publish("ready", "");
    }
  }
}
