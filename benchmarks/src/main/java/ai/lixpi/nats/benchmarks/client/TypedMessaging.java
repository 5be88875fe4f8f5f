package ai.lixpi.nats.benchmarks.client;

import ai.lixpi.nats.benchmarks.Order;
import java.util.function.Consumer;

/** Publishes and handles a record as JSON. */
public interface TypedMessaging {
  void publish(String subject, Order order) throws Exception;

  /** One message after another; returns once the server knows the subscription. */
  void subscribeOrders(String subject, Consumer<Order> handler) throws Exception;
}
