package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.benchmarks.Metric;
import ai.lixpi.nats.benchmarks.Order;
import ai.lixpi.nats.benchmarks.Outcome;
import ai.lixpi.nats.benchmarks.client.Client;
import ai.lixpi.nats.benchmarks.client.Session;

/** One publisher, one subscriber on another connection; ends when the last message was handled. */
public final class Deliver implements Workload {
  private static final int MESSAGES = 500_000;

  private final Session publisher;
  private final Session subscriber;
  private final Send send;
  private final Arrivals arrivals = new Arrivals();

  /** How one message is sent. */
  @FunctionalInterface
  private interface Send {
    void send(Session session) throws Exception;
  }

  private Deliver(Client client, String url, Send send) throws Exception {
    publisher = client.connect(url);
    subscriber = client.connect(url);
    this.send = send;
  }

  public static Deliver bytes(Client client, String url, byte[] data) throws Exception {
    String subject = Subjects.fresh("deliver");
    Deliver deliver = new Deliver(client, url, session -> session.publish(subject, data));
    deliver.subscriber.subscribe(subject, message -> deliver.arrivals.arrive());
    return deliver;
  }

  /** The record, encoded for each message and decoded for each handler call. */
  public static Deliver orders(Client client, String url) throws Exception {
    String subject = Subjects.fresh("deliver");
    Order order = Order.sample();
    Deliver deliver = new Deliver(client, url, session -> session.publish(subject, order));
    deliver.subscriber.subscribeOrders(subject, message -> deliver.arrivals.arrive());
    return deliver;
  }

  @Override
  public Outcome measure() throws Exception {
    long bytes = Allocation.bytes();
    long start = System.nanoTime();
    for (int i = 0; i < MESSAGES; i++) {
      arrivals.beforeSend();
      send.send(publisher);
    }
    publisher.flush();
    arrivals.awaitAll();
    long nanoseconds = System.nanoTime() - start;
    return Outcome.of(Metric.RATE, MESSAGES * 1e9 / nanoseconds)
        .and(Metric.ALLOCATED, (double) (Allocation.bytes() - bytes) / MESSAGES);
  }

  @Override
  public void close() {
    publisher.close();
    subscriber.close();
  }
}
