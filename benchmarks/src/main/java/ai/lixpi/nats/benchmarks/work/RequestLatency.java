package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.benchmarks.Outcome;
import ai.lixpi.nats.benchmarks.client.Client;
import ai.lixpi.nats.benchmarks.client.Session;
import org.HdrHistogram.Histogram;

/** Blocking requests, one in flight; the responder echoes on another connection. */
public final class RequestLatency implements Workload {
  private static final int REQUESTS = 5_000;

  private final String subject = Subjects.fresh("latency");
  private final byte[] data = new byte[128];
  private final Session requester;
  private final Session responder;

  public RequestLatency(Client client, String url) throws Exception {
    requester = client.connect(url);
    responder = client.connect(url);
    responder.reply(subject, request -> request);
  }

  @Override
  public Outcome measure() throws Exception {
    Histogram latency = new Histogram(3);
    for (int i = 0; i < REQUESTS; i++) {
      long start = System.nanoTime();
      requester.request(subject, data);
      latency.recordValue(System.nanoTime() - start);
    }
    return Outcome.latency(latency);
  }

  @Override
  public void close() {
    requester.close();
    responder.close();
  }
}
