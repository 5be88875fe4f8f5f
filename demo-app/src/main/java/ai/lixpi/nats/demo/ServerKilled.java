package ai.lixpi.nats.demo;

import ai.lixpi.nats.ConnectionState;
import ai.lixpi.nats.NatsService;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

final class ServerKilled implements Step {
  @Override
  public String title() {
    return "The server is killed (-9) and restarted under traffic";
  }

  @Override
  public void tell(Stage stage) throws Exception {
    try (NatsService nats = stage.connected("survivor")) {
      List<Integer> arrived = Collections.synchronizedList(new ArrayList<>());
      nats.subscribe("demo.traffic", Integer.class, (number, message) -> arrived.add(number));
      nats.flush(Stage.PATIENCE);
      Traffic traffic = new Traffic(nats);
      traffic.start();
      Stage.expectSoon(() -> arrived.size() >= 500, "500 messages before the cut");

      long killed = System.nanoTime();
      stage.server().kill();
      Stage.expectSoon(
          () -> nats.status().state() == ConnectionState.RECONNECTING, "state RECONNECTING");
      stage.say(
          "killed; %s later the process is gone, the service knows and buffers",
          Stage.since(killed));
      TimeUnit.SECONDS.sleep(1);

      stage.server().restart();
      long up = System.nanoTime();
      nats.awaitConnected(Stage.PATIENCE);
      stage.say("restarted; the service was back %s later", Stage.since(up));

      int resumed = arrived.size();
      Stage.expectSoon(() -> arrived.size() >= resumed + 500, "500 messages after the cut");
      int published = traffic.end();
      Stage.expectSoon(
          () -> arrived.contains(published - 1), "the last message published, delivered");
      account(stage, published, traffic.whileDown(), List.copyOf(arrived));
    }
  }

  private static void account(Stage stage, int published, BitSet whileDown, List<Integer> arrived) {
    Set<Integer> distinct = new HashSet<>(arrived);
    int lost = published - distinct.size();
    stage.say(
        "published %,d (%,d of them while the server was down), arrived %,d, lost in flight at the"
            + " cut %,d",
        published, whileDown.cardinality(), arrived.size(), lost);
    Stage.expect(distinct.size() == arrived.size(), "no message twice");
    Stage.expect(
        arrived.stream().sorted().toList().equals(arrived), "the messages in order of publishing");
    Stage.expect(whileDown.cardinality() > 0, "messages published while the server was down");
    Stage.expect(
        whileDown.stream().allMatch(distinct::contains),
        "every message that was published while the server was down");
    stage.say(
        "in order, none twice, none lost of what was published while it was down%s",
        lost == 0 ? "" : "; core NATS is at most once, so what is on the wire at a cut is gone");
  }
}
