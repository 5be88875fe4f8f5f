package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PS3. */
@NatsTest
class SlowConsumerTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void whatExceedsThePendingMessagesIsDroppedCountedAndReported(NatsServer server)
      throws InterruptedException {
    SubscriptionOptions options = SubscriptionOptions.builder().pendingMessages(1_000).build();
    assertDropped(server, options, 50_000, new byte[16], 1_000);
  }

  @Test
  void whatExceedsThePendingBytesIsDroppedCountedAndReported(NatsServer server)
      throws InterruptedException {
    SubscriptionOptions options = SubscriptionOptions.builder().pendingBytes(10_099).build();
    assertDropped(server, options, 5_000, new byte[100], 100);
  }

  @Test
  @Tag("long")
  void aMillionMessagesForASlowHandlerStayWithinTheDefaultLimit(NatsServer server)
      throws InterruptedException {
    assertDropped(server, SubscriptionOptions.DEFAULT, 1_000_000, new byte[16], 65_536);
  }

  @Test
  void oneMessageIsNotCalledMessages() {
    assertThat(new SlowConsumerException("s", 1, 7))
        .hasMessageStartingWith("Dropped 1 message on 's' (7 in total)");
    assertThat(new SlowConsumerException("s", 2, 7))
        .hasMessageStartingWith("Dropped 2 messages on 's'");
  }

  private static void assertDropped(
      NatsServer server, SubscriptionOptions options, int messages, byte[] payload, int kept)
      throws InterruptedException {
    Recorder recorder = new Recorder();
    try (Gate gate = new Gate();
        NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      NatsSubscription slow =
          nats.subscribe("slow", byte[].class, (data, message) -> gate.pass(), options);
      nats.publish("slow", payload);
      gate.awaitEntered();
      long start = System.nanoTime();
      for (int i = 1; i < messages; i++) {
        nats.publish("slow", payload);
      }
      await().atMost(LIMIT).until(() -> slow.statistics().received() == messages);

      long dropped = messages - 1L - kept;
      await().atMost(LIMIT).until(() -> slow.statistics().dropped() >= dropped);
      assertThat(slow.statistics().dropped()).isEqualTo(dropped);
      assertThat(slow.statistics().pending()).isEqualTo(kept);
      await().atMost(LIMIT).until(() -> nats.statistics().dropped() == dropped);
      await().atMost(LIMIT).until(() -> reportedBy(recorder) == dropped);
      double seconds = (System.nanoTime() - start) / 1e9;
      List<SlowConsumerException> reports = reports(recorder);
      assertThat(reports.size()).isBetween(1, (int) seconds + 1);
      assertThat(reports.get(reports.size() - 1).droppedInTotal()).isEqualTo(dropped);
      assertThat(reports.get(0).subject()).isEqualTo("slow");
      gate.open();
      await().atMost(LIMIT).until(() -> slow.statistics().handled() == kept + 1);
    }
  }

  @Test
  void dropsGoOnBeingReportedSecondAfterSecond(NatsServer server) throws InterruptedException {
    Recorder recorder = new Recorder();
    try (Gate gate = new Gate();
        NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      NatsSubscription slow =
          nats.subscribe(
              "slow",
              byte[].class,
              (data, message) -> gate.pass(),
              SubscriptionOptions.builder().pendingMessages(1).build());
      nats.publish("slow", new byte[0]);
      gate.awaitEntered();
      long start = System.nanoTime();
      await()
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                nats.publish("slow", new byte[0]);
                return reports(recorder).size() >= 3;
              });

      assertThat(System.nanoTime() - start).isGreaterThan(1_900_000_000L);
      slow.unsubscribe();
      await().atMost(LIMIT).until(() -> reportedBy(recorder) == slow.statistics().dropped());
    }
  }

  @Test
  void aMessageLargerThanThePendingBytesIsTakenWhenNothingElseWaits(NatsServer server) {
    AtomicInteger handled = new AtomicInteger();
    try (NatsService nats = NatsService.connect(server.url())) {
      NatsSubscription subscription =
          nats.subscribe(
              "large",
              byte[].class,
              (data, message) -> handled.incrementAndGet(),
              SubscriptionOptions.builder().pendingBytes(10).build());
      nats.publish("large", new byte[1_000]);

      await().atMost(Recorder.PATIENCE).until(() -> handled.get() == 1);
      assertThat(subscription.statistics().dropped()).isZero();
    }
  }

  @Test
  void otherSubscriptionsAreNotHinderedByASlowOne(NatsServer server) throws InterruptedException {
    try (Gate gate = new Gate();
        NatsService nats = NatsService.connect(server.url())) {
      NatsSubscription slow =
          nats.subscribe(
              "slow",
              byte[].class,
              (data, message) -> gate.pass(),
              SubscriptionOptions.builder().pendingMessages(10).build());
      nats.reply("fast", String.class, (data, message) -> data);
      median(nats, 200, () -> {}); // warms up
      long idle = median(nats, 500, () -> {});
      long beside =
          median(
              nats,
              500,
              () -> {
                for (int j = 0; j < 20; j++) {
                  nats.publish("slow", new byte[16]);
                }
                nats.flush(Recorder.PATIENCE);
              });

      assertThat(slow.statistics().dropped()).isPositive();
      assertThat(slow.statistics().handled()).isZero();
      // twice, and a slack for a machine on which others work too
      assertThat(Duration.ofNanos(beside)).isLessThan(Duration.ofNanos(idle * 2).plusMillis(50));
    }
  }

  /** The median of the time that a request takes after something else. */
  private static long median(NatsService nats, int requests, Runnable before) {
    long[] times = new long[requests];
    for (int i = 0; i < requests; i++) {
      before.run();
      long start = System.nanoTime();
      assertThat(nats.request("fast", "same", String.class)).isEqualTo("same");
      times[i] = System.nanoTime() - start;
    }
    Arrays.sort(times);
    return times[requests / 2];
  }

  private static List<SlowConsumerException> reports(Recorder recorder) {
    return recorder.failures.stream()
        .filter(SlowConsumerException.class::isInstance)
        .map(SlowConsumerException.class::cast)
        .toList();
  }

  private static long reportedBy(Recorder recorder) {
    return reports(recorder).stream().mapToLong(SlowConsumerException::dropped).sum();
  }
}
