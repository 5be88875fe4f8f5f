package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.benchmarks.Metric;
import ai.lixpi.nats.benchmarks.Outcome;
import ai.lixpi.nats.benchmarks.client.Client;
import ai.lixpi.nats.benchmarks.client.Session;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * A link that is cut every 200 ms, with 20 subscriptions. Measured is the CPU of the whole process,
 * of which the proxy has its part.
 */
public final class Flapping implements Workload {
  private static final int SUBSCRIPTIONS = 20;
  private static final long PERIOD_MILLIS = 200;

  private final Duration length;
  private final FaultProxy proxy;
  private final Session session;

  public Flapping(Client client, NatsServer server, Duration length) throws Exception {
    this.length = length;
    proxy = FaultProxy.to(server);
    session = client.connect(proxy.url());
    for (int i = 0; i < SUBSCRIPTIONS; i++) {
      session.subscribe(Subjects.fresh("flapping"), data -> {});
    }
  }

  @Override
  public Outcome measure() throws Exception {
    long cpu = cpuNanos();
    long start = System.nanoTime();
    long links = proxy.totalConnections();
    while (System.nanoTime() - start < length.toNanos()) {
      proxy.cut();
      Thread.sleep(PERIOD_MILLIS);
    }
    double elapsed = System.nanoTime() - start;
    return Outcome.of(Metric.CPU, 100 * (cpuNanos() - cpu) / elapsed)
        .and(Metric.LINKS, (double) (proxy.totalConnections() - links));
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  @Override
  public void close() {
    session.close();
    proxy.close();
  }
}
