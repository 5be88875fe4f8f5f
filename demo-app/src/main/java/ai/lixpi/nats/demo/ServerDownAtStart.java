package ai.lixpi.nats.demo;

import ai.lixpi.nats.ConnectionState;
import ai.lixpi.nats.NatsService;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

final class ServerDownAtStart implements Step {
  @Override
  public String title() {
    return "The server is down, and the service starts all the same";
  }

  @Override
  public void tell(Stage stage) throws Exception {
    stage.server().stop();
    try (NatsService nats = NatsService.create(stage.config("early-bird").build())) {
      long begin = System.nanoTime();
      nats.connect(Duration.ofSeconds(2));
      ConnectionState state = nats.status().state();
      stage.say("connect(2 s) came back after %s, state %s", Stage.since(begin), state);
      Stage.expect(
          state == ConnectionState.CONNECTING, "state CONNECTING without a server, not %s", state);

      CountDownLatch arrived = new CountDownLatch(1);
      nats.subscribe("demo.early", String.class, (text, message) -> arrived.countDown());
      nats.publish("demo.early", "said before there was a server");
      stage.say("subscribed and published meanwhile; the message waits in the buffer");

      stage.server().restart();
      long up = System.nanoTime();
      nats.awaitConnected(Stage.PATIENCE);
      stage.say("the server is up; the service was connected %s later", Stage.since(up));
      Stage.expect(
          arrived.await(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS),
          "the subscription active and the message from before delivered");
      stage.say("the message from before has arrived");
    }
  }
}
