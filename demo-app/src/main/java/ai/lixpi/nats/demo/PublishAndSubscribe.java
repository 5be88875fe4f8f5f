package ai.lixpi.nats.demo;

import ai.lixpi.nats.NatsService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

final class PublishAndSubscribe implements Step {
  private static final int ORDERS = 10_000;

  record Order(int id, String item) {}

  @Override
  public String title() {
    return "Publish and subscribe, records as JSON";
  }

  @Override
  public void tell(Stage stage) throws Exception {
    try (NatsService shop = stage.connected("shop");
        NatsService store = stage.connected("store")) {
      List<Integer> arrived = Collections.synchronizedList(new ArrayList<>());
      store.subscribe("demo.orders.*", Order.class, (order, message) -> arrived.add(order.id()));
      store.flush(Stage.PATIENCE);

      long begin = System.nanoTime();
      for (int id = 0; id < ORDERS; id++) {
        shop.publish("demo.orders.new", new Order(id, "book"));
      }
      Stage.expectSoon(() -> arrived.size() >= ORDERS, ORDERS + " orders delivered");
      stage.say("%,d orders published and handled in %s", ORDERS, Stage.since(begin));
      Stage.expect(
          List.copyOf(arrived).equals(IntStream.range(0, ORDERS).boxed().toList()),
          "every order once and in the order of publishing");
      stage.say("every one arrived once, in order");
    }
  }
}
