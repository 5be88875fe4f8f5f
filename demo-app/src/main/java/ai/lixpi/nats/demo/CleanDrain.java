package ai.lixpi.nats.demo;

import ai.lixpi.nats.ConnectionState;
import ai.lixpi.nats.DrainResult;
import ai.lixpi.nats.NatsService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

final class CleanDrain implements Step {
  private static final int MESSAGES = 50;

  @Override
  public String title() {
    return "A clean drain";
  }

  @Override
  public void tell(Stage stage) throws Exception {
    AtomicInteger handled = new AtomicInteger();
    try (NatsService nats = stage.connected("leaver")) {
      nats.subscribe(
          "demo.work",
          Integer.class,
          (number, message) -> {
            TimeUnit.MILLISECONDS.sleep(10);
            handled.incrementAndGet();
          });
      for (int i = 0; i < MESSAGES; i++) {
        nats.publish("demo.work", i);
      }
      nats.flush(Stage.PATIENCE);
      stage.say("%d messages under way, %d handled so far", MESSAGES, handled.get());

      long begin = System.nanoTime();
      DrainResult result = nats.drain();
      stage.say("drained in %s: %s", Stage.since(begin), result);
      Stage.expect(result.complete(), "a complete drain, not %s", result);
      Stage.expect(
          handled.get() == MESSAGES, "%d messages handled, not %d", MESSAGES, handled.get());
      Stage.expect(
          nats.status().state() == ConnectionState.CLOSED,
          "state CLOSED, not %s",
          nats.status().state());
      stage.say("all %d handled, state %s", handled.get(), nats.status().state());
    }
  }
}
