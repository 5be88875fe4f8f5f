package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.benchmarks.Outcome;
import ai.lixpi.nats.objectstore.GetOptions;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectSource;
import ai.lixpi.nats.objectstore.PutOptions;
import io.nats.client.api.StorageType;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Blocking requests of the library, one in flight, beside puts and gets over the same connection or
 * one of their own; the responder echoes on another one. The transfers of a round end before the
 * next one.
 */
public final class MixedObjects implements Workload {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long ROUND = TimeUnit.SECONDS.toNanos(3);
  private static final int SIZE = 1_000_000;

  private final String subject = Subjects.fresh("mixed");
  private final byte[] data = new byte[128];
  private final int transfers;
  private final NatsService service;
  private final NatsService responder;
  private final NatsService carrier;
  private final ObjectBucket bucket;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  // Mutable state
  private volatile boolean loaded;

  public MixedObjects(String url, int transfers, boolean apart) {
    this.transfers = transfers;
    service = NatsService.connect(url);
    responder = NatsService.connect(url);
    carrier = apart ? NatsService.connect(url) : service;
    service.awaitConnected(TIMEOUT);
    carrier.awaitConnected(TIMEOUT);
    responder.awaitConnected(TIMEOUT);
    responder.reply(subject, byte[].class, (request, message) -> request);
    responder.flush(TIMEOUT);
    bucket = carrier.ensureObjectStore(Buckets.fresh(StorageType.Memory));
    for (int i = 0; i < transfers; i++) {
      put(i);
    }
  }

  private void put(int number) {
    bucket.put("object" + number, ObjectSource.of(new RandomBytes(SIZE)), PutOptions.DEFAULT);
  }

  @Override
  public Outcome measure() throws Exception {
    loaded = true;
    List<Future<?>> load = new ArrayList<>();
    for (int i = 0; i < transfers; i++) {
      int number = i;
      load.add(threads.submit(() -> transfer(number)));
    }
    Histogram latency = new Histogram(3);
    for (long end = System.nanoTime() + ROUND; System.nanoTime() < end; ) {
      long start = System.nanoTime();
      service.request(subject, data, byte[].class, TIMEOUT);
      latency.recordValue(System.nanoTime() - start);
    }
    loaded = false;
    for (Future<?> each : load) {
      each.get();
    }
    return Outcome.latency(latency);
  }

  /** Every other one puts, the others get. */
  private void transfer(int number) {
    while (loaded) {
      if (number % 2 == 0) {
        put(number);
      } else {
        bucket.get("object" + number, OutputStream.nullOutputStream(), GetOptions.DEFAULT);
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    service.close();
    responder.close();
    carrier.close();
  }
}
