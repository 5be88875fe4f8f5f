package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.benchmarks.Metric;
import ai.lixpi.nats.benchmarks.Outcome;
import ai.lixpi.nats.benchmarks.client.Client;
import ai.lixpi.nats.benchmarks.client.Session;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Asynchronous requests from one thread, a fixed number in flight; the responder echoes. */
public final class RequestRate implements Workload {
  private static final int REQUESTS = 100_000;

  private final String subject = Subjects.fresh("rate");
  private final byte[] data = new byte[128];
  private final int inFlight;
  private final Session requester;
  private final Session responder;

  public RequestRate(Client client, String url, int inFlight) throws Exception {
    this.inFlight = inFlight;
    requester = client.connect(url);
    responder = client.connect(url);
    responder.reply(subject, request -> request);
  }

  @Override
  public Outcome measure() throws Exception {
    Semaphore permits = new Semaphore(inFlight);
    AtomicInteger failures = new AtomicInteger();
    BiConsumer<byte[], Throwable> done =
        (answer, failure) -> {
          if (failure != null) {
            failures.incrementAndGet();
          }
          permits.release();
        };
    long start = System.nanoTime();
    for (int i = 0; i < REQUESTS; i++) {
      acquire(permits, 1);
      requester.requestAsync(subject, data).whenComplete(done);
    }
    acquire(permits, inFlight);
    long nanoseconds = System.nanoTime() - start;
    if (failures.get() > 0) {
      throw new IllegalStateException(failures + " of " + REQUESTS + " requests failed");
    }
    return Outcome.of(Metric.RATE, REQUESTS * 1e9 / nanoseconds);
  }

  private static void acquire(Semaphore permits, int count) throws Exception {
    if (!permits.tryAcquire(count, 60, TimeUnit.SECONDS)) {
      throw new TimeoutException("No answer in a minute");
    }
  }

  @Override
  public void close() {
    requester.close();
    responder.close();
  }
}
