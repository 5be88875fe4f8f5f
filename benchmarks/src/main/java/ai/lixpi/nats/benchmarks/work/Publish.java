package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.benchmarks.Metric;
import ai.lixpi.nats.benchmarks.Outcome;
import ai.lixpi.nats.benchmarks.client.Client;
import ai.lixpi.nats.benchmarks.client.Session;

/** One publisher as fast as it can, ended by a flush. Nobody subscribes. */
public final class Publish implements Workload {
  private static final int MESSAGES = 1_000_000;

  private final Session session;
  private final byte[] data;

  public Publish(Client client, String url, int size) throws Exception {
    session = client.connect(url);
    data = new byte[size];
  }

  @Override
  public Outcome measure() throws Exception {
    long bytes = Allocation.bytes();
    long start = System.nanoTime();
    for (int i = 0; i < MESSAGES; i++) {
      session.publish("bench.publish", data);
    }
    session.flush();
    long nanoseconds = System.nanoTime() - start;
    return Outcome.of(Metric.RATE, MESSAGES * 1e9 / nanoseconds)
        .and(Metric.ALLOCATED, (double) (Allocation.bytes() - bytes) / MESSAGES);
  }

  @Override
  public void close() {
    session.close();
  }
}
