package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@NatsTest
@SuppressWarnings("try") // closing a raw connection can be interrupted
class RequestLimitsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static final Pattern PARTS =
      Pattern.compile(
          "ai\\.lixpi\\.nats\\.|java\\.util\\.concurrent\\.(CompletableFuture|ConcurrentHashMap\\$Node)");

  // R6
  @Test
  void twentyThousandTimeoutsLeaveNothingBehindAndTheirLateRepliesAreCounted(NatsServer server)
      throws Exception {
    timeouts(server, 20_000);
  }

  // R6
  @Test
  @Tag("long")
  void aMillionTimeoutsLeaveNothingBehindAndTheirLateRepliesAreCounted(NatsServer server)
      throws Exception {
    timeouts(server, 1_000_000);
  }

  /** Each is answered twice, after its timeout. */
  private static void timeouts(NatsServer server, int count) throws Exception {
    Queue<String> late = new ConcurrentLinkedQueue<>();
    AtomicLong ended = new AtomicLong();
    AtomicLong wrong = new AtomicLong();
    Semaphore window = new Semaphore(10_000);
    try (Connection raw = Nats.connect(server.url());
        NatsService nats = NatsService.connect(new Recorder().config(server.url()).build())) {
      Dispatcher silent = raw.createDispatcher(message -> late.add(message.getReplyTo()));
      silent.setPendingLimits(0, 0);
      silent.subscribe("silent");
      raw.flush(LONG);
      long before = instances();
      assertThat(before).isPositive();
      for (int i = 0; i < count; i++) {
        window.acquire();
        nats.requestAsync("silent", "?", String.class, Duration.ofMillis(50))
            .whenComplete(
                (answer, failure) -> {
                  window.release();
                  if (!(failure instanceof RequestTimeoutException)) {
                    wrong.incrementAndGet();
                  }
                  ended.incrementAndGet();
                });
        answerLate(raw, late, 20_000);
      }
      await().atMost(Recorder.PATIENCE).until(() -> ended.get() == count);
      await().atMost(Recorder.PATIENCE).until(() -> silent.getDeliveredCount() == count);
      answerLate(raw, late, 0);

      await().atMost(LONG).until(() -> nats.statistics().lateReplies() == 2L * count);
      assertThat(wrong).hasValue(0);
      assertThat(nats.statistics().requestsInFlight()).isZero();
      assertThat(nats.statistics().bufferedBytes()).isZero();
      assertThat(instances() - before).isLessThan(5_000);
    }
  }

  private static void answerLate(Connection raw, Queue<String> late, int keep) {
    // 10,000 are in flight at most, so what is older than that has timed out
    for (int left = late.size() - keep; left > 0; left--) {
      String replyTo = late.remove();
      raw.publish(replyTo, new byte[0]);
      raw.publish(replyTo, new byte[0]);
    }
  }

  /**
   * How many objects live that a request is made of; the heap as a whole has the recorder's too.
   */
  private static long instances() throws Exception {
    Object histogram =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    return String.valueOf(histogram)
        .lines()
        .map(line -> line.trim().split("\\s+"))
        .filter(columns -> columns.length > 3 && PARTS.matcher(columns[3]).lookingAt())
        .mapToLong(columns -> Long.parseLong(columns[1]))
        .sum();
  }

  // R6
  @Test
  void aDuplicateReplyIsCountedAndReachesNobodyElse(NatsServer server) throws Exception {
    try (Connection raw = Nats.connect(server.url());
        NatsService nats = NatsService.connect(new Recorder().config(server.url()).build())) {
      Dispatcher twice =
          raw.createDispatcher(
              message -> {
                raw.publish(message.getReplyTo(), message.getData());
                raw.publish(message.getReplyTo(), "again".getBytes(StandardCharsets.UTF_8));
              });
      twice.subscribe("twice");
      raw.flush(LONG);

      for (int i = 0; i < 100; i++) {
        String data = Integer.toString(i);
        assertThat(nats.request("twice", data, String.class, LONG)).isEqualTo(data);
      }

      await().until(() -> nats.statistics().lateReplies() == 100);
    }
  }

  // R7
  @Test
  void tenThousandRequestsAllEndWhenTheResponderDiesHalfWay(NatsServer server) throws Exception {
    int count = 10_000;
    Duration timeout = Duration.ofSeconds(4);
    AtomicInteger answered = new AtomicInteger();
    Queue<Duration> times = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<String>> answers = new ArrayList<>();
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats = NatsService.connect(new Recorder().config(server.url()).build());
        Connection responder = Nats.connect(quiet(proxy.url()))) {
      responder
          .createDispatcher(
              message -> {
                if (answered.incrementAndGet() == count / 2) {
                  proxy.refuse();
                  proxy.cut();
                }
                reply(responder, message);
              })
          .subscribe("work");
      responder.flush(LONG);

      for (int i = 0; i < count; i++) {
        long start = System.nanoTime();
        answers.add(
            nats.requestAsync("work", "x".repeat(100), String.class, timeout)
                .whenComplete(
                    (answer, failure) -> times.add(Duration.ofNanos(System.nanoTime() - start))));
      }

      int replies = 0;
      int errors = 0;
      for (CompletableFuture<String> answer : answers) {
        try {
          answer.get(30, TimeUnit.SECONDS);
          replies++;
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e.getCause())
              .isInstanceOfAny(RequestTimeoutException.class, NoRespondersException.class);
          errors++;
        }
      }
      await().until(() -> times.size() == count);
      assertThat(replies + errors).isEqualTo(count);
      assertThat(replies).isBetween(1, count / 2);
      assertThat(times).allMatch(time -> time.compareTo(timeout.plusSeconds(10)) < 0);
      assertThat(nats.statistics().requestsInFlight()).isZero();
    }
  }

  private static Options quiet(String url) {
    return new Options.Builder().server(url).errorListener(new ErrorListener() {}).build();
  }

  private static void reply(Connection responder, Message message) {
    try {
      responder.publish(message.getReplyTo(), message.getData());
    } catch (IllegalStateException e) {
      // that is the point: it can't answer any more
    }
  }

  @Test
  void moreThan65536RequestsInFlightAreRefusedAndAllEndWhenTheServiceCloses(NatsServer server) {
    int limit = 65_536;
    AtomicInteger ended = new AtomicInteger();
    AtomicInteger threads = new AtomicInteger();
    NatsService nats = NatsService.connect(new Recorder().config(server.url()).build());
    try (nats) {
      nats.subscribe("silent", byte[].class, (data, message) -> {});
      byte[] nothing = new byte[0];
      for (int i = 0; i < limit; i++) {
        nats.requestAsync("silent", nothing, byte[].class, LONG)
            .whenComplete(
                (answer, failure) -> {
                  threads.accumulateAndGet(Thread.activeCount(), Math::max);
                  ended.incrementAndGet();
                });
      }
      assertThat(nats.statistics().requestsInFlight()).isEqualTo(limit);

      assertThatThrownBy(() -> nats.requestAsync("silent", nothing, byte[].class, LONG))
          .isInstanceOfSatisfying(
              BufferFullException.class,
              e -> {
                assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
                assertThat(e.limit()).isEqualTo(limit);
              });
      assertThatThrownBy(() -> nats.request("silent", nothing, byte[].class, LONG))
          .isInstanceOf(BufferFullException.class);

      nats.disconnect();

      await().atMost(Recorder.PATIENCE).until(() -> ended.get() == limit);
      assertThat(nats.statistics().requestsInFlight()).isZero();
      assertThat(threads).hasValueLessThan(1_000);
    }
  }

  @Test
  void requestsMadeWhileTheServiceClosesAllEnd(NatsServer server) throws InterruptedException {
    for (int round = 0; round < 10; round++) {
      Queue<CompletableFuture<String>> answers = new ConcurrentLinkedQueue<>();
      NatsService nats = NatsService.connect(new Recorder().config(server.url()).build());
      nats.subscribe("silent", byte[].class, (data, message) -> {});
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Thread caller = new Thread(() -> askUntilClosed(nats, answers));
        caller.start();
        callers.add(caller);
      }
      await().until(() -> nats.statistics().requestsInFlight() > 10);

      nats.disconnect();

      for (Thread caller : callers) {
        caller.join();
      }
      await().atMost(Recorder.PATIENCE).until(() -> answers.stream().allMatch(Future::isDone));
    }
  }

  private static void askUntilClosed(NatsService nats, Queue<CompletableFuture<String>> answers) {
    for (int i = 0; i < 5_000; i++) {
      try {
        answers.add(nats.requestAsync("silent", "?", String.class, LONG));
      } catch (ServiceClosedException e) {
        return;
      }
    }
  }
}
