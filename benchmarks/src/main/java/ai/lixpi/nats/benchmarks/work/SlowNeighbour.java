package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.benchmarks.Outcome;
import ai.lixpi.nats.benchmarks.client.Client;
import ai.lixpi.nats.benchmarks.client.Session;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Requests to a responder, one in flight, while another subscription of its service has a handler
 * that blocks, and drops most of what a flood brings; or without that neighbour.
 */
public final class SlowNeighbour implements Workload {
  private static final int REQUESTS = 10_000;
  private static final int PREFILL = 70_000;
  private static final int BURST = 50;
  private static final long PAUSE_MILLIS = 10;

  private final byte[] data = new byte[128];
  private final String subject = Subjects.fresh("beside");
  private final String slow = Subjects.fresh("slow");
  private final Session requester;
  private final Session responder;
  private final Session flood;
  private final ExecutorService background = Executors.newSingleThreadExecutor();

  private SlowNeighbour(Client client, String url) throws Exception {
    requester = client.connect(url);
    responder = client.connect(url);
    flood = client.connect(url);
    responder.reply(subject, request -> request);
  }

  public static SlowNeighbour absent(Client client, String url) throws Exception {
    return new SlowNeighbour(client, url);
  }

  /** The neighbour is full from the start, so that every message of the flood is dropped. */
  public static SlowNeighbour present(Client client, String url) throws Exception {
    SlowNeighbour workload = new SlowNeighbour(client, url);
    workload.responder.subscribe(workload.slow, 1, message -> block());
    for (int i = 0; i < PREFILL; i++) {
      workload.flood.publish(workload.slow, workload.data);
    }
    workload.flood.flush();
    return workload;
  }

  private static void block() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** With the flood on both sides; where there is no neighbour, nobody receives it. */
  @Override
  public Outcome measure() throws Exception {
    var flooding = background.submit(this::flood);
    try {
      Histogram latency = new Histogram(3);
      for (int i = 0; i < REQUESTS; i++) {
        long start = System.nanoTime();
        requester.request(subject, data);
        latency.recordValue(System.nanoTime() - start);
      }
      return Outcome.latency(latency);
    } finally {
      flooding.cancel(true);
    }
  }

  private Void flood() throws Exception {
    while (!Thread.currentThread().isInterrupted()) {
      for (int i = 0; i < BURST; i++) {
        flood.publish(slow, data);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return null;
  }

  @Override
  public void close() {
    background.shutdownNow();
    requester.close();
    responder.close();
    flood.close();
  }
}
