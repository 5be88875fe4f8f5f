package ai.lixpi.nats.cli.bench;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsSubscription;
import ai.lixpi.nats.SubscriptionOptions;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.Interrupts;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Measures messages and requests, each after a tenth of the work as a warm-up. */
final class Messages {
  private static final Duration FLUSH = Duration.ofSeconds(30);
  private static final int CHECK_EACH = 1024;

  private final NatsService nats;
  private final NatsService other;
  private final Interrupts interrupts;
  private final byte[] payload;
  private final String subject = "lixpi-bench." + UUID.randomUUID();

  Messages(NatsService nats, NatsService other, Interrupts interrupts, int size) {
    this.nats = nats;
    this.other = other;
    this.interrupts = interrupts;
    this.payload = new byte[size];
    Arrays.fill(payload, (byte) 'x');
  }

  BenchResult publish(int count) {
    publishAll(count / 10);
    long begin = System.nanoTime();
    publishAll(count);
    return BenchResult.of("publish", count, payload.length, since(begin));
  }

  private void publishAll(int count) {
    for (int i = 0; i < count; i++) {
      if (i % CHECK_EACH == 0) {
        requireNotInterrupted();
      }
      nats.publish(subject, payload);
    }
    nats.flush(FLUSH);
  }

  BenchResult subscribe(int count) throws InterruptedException {
    deliver(count / 10);
    return BenchResult.of("subscribe", count, payload.length, deliver(count));
  }

  private Duration deliver(int count) throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(count);
    SubscriptionOptions options =
        SubscriptionOptions.builder()
            .pendingMessages(Integer.MAX_VALUE)
            .pendingBytes(256L * 1024 * 1024)
            .build();
    NatsSubscription subscription =
        other.subscribe(subject, byte[].class, (data, message) -> arrived.countDown(), options);
    try {
      other.flush(FLUSH);
      long begin = System.nanoTime();
      publishAll(count);
      while (!arrived.await(100, TimeUnit.MILLISECONDS)) {
        requireNotInterrupted();
        if (since(begin).compareTo(FLUSH) > 0) {
          throw CliException.failed(
              arrived.getCount()
                  + " of "
                  + count
                  + " messages did not arrive: the server may have dropped them, look at its log.");
        }
      }
      return since(begin);
    } finally {
      subscription.unsubscribe();
    }
  }

  BenchResult request(int count, int inFlight) throws InterruptedException {
    NatsSubscription echo = other.reply(subject, byte[].class, (question, message) -> question);
    try {
      other.flush(FLUSH);
      askAll(new long[Math.max(1, count / 10)], inFlight);
      long[] nanos = new long[count];
      long begin = System.nanoTime();
      askAll(nanos, inFlight);
      Duration took = since(begin);
      Arrays.sort(nanos);
      return new BenchResult(
          "request",
          count,
          payload.length,
          took,
          Duration.ofNanos(nanos[count / 2]),
          Duration.ofNanos(nanos[(int) (count * 0.99)]));
    } finally {
      echo.unsubscribe();
    }
  }

  private void askAll(long[] nanos, int inFlight) throws InterruptedException {
    Semaphore room = new Semaphore(inFlight);
    AtomicInteger failed = new AtomicInteger();
    for (int i = 0; i < nanos.length; i++) {
      if (i % CHECK_EACH == 0) {
        requireNotInterrupted();
      }
      room.acquire();
      int number = i;
      long begin = System.nanoTime();
      nats.requestAsync(subject, payload, byte[].class)
          .whenComplete(
              (answer, failure) -> {
                nanos[number] = System.nanoTime() - begin;
                if (failure != null) {
                  failed.incrementAndGet();
                }
                room.release();
              });
    }
    room.acquire(inFlight);
    if (failed.get() > 0) {
      throw CliException.failed(
          failed.get() + " of " + nanos.length + " requests failed: look at 'lixpi-nats doctor'.");
    }
  }

  private void requireNotInterrupted() {
    if (interrupts.requested()) {
      throw CliException.failed("Cancelled; nothing is left on the server.");
    }
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
