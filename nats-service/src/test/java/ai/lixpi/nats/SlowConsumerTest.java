package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

  private static void assertDropped(
      NatsServer server, SubscriptionOptions options, int messages, byte[] payload, int kept)
      throws InterruptedException {
    Recorder recorder = new Recorder();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      NatsSubscription slow =
          nats.subscribe(
              "slow",
              byte[].class,
              (data, message) -> {
                entered.countDown();
                Failing.await(gate);
              },
              options);
      nats.publish("slow", payload);
      Failing.await(entered);
      long start = System.nanoTime();
      for (int i = 1; i < messages; i++) {
        nats.publish("slow", payload);
      }
      await().atMost(LIMIT).until(() -> slow.statistics().received() == messages);

      long dropped = messages - 1L - kept;
      assertThat(slow.statistics().dropped()).isEqualTo(dropped);
      assertThat(slow.statistics().pending()).isEqualTo(kept);
      assertThat(nats.statistics().dropped()).isEqualTo(dropped);
      await().atMost(LIMIT).until(() -> reportedBy(recorder) == dropped);
      double seconds = (System.nanoTime() - start) / 1e9;
      List<SlowConsumerException> reports = reports(recorder);
      assertThat(reports.size()).isBetween(1, (int) seconds + 1);
      assertThat(reports.get(reports.size() - 1).droppedInTotal()).isEqualTo(dropped);
      assertThat(reports.get(0).subject()).isEqualTo("slow");
      gate.countDown();
      await().atMost(LIMIT).until(() -> slow.statistics().handled() == kept + 1);
    } finally {
      gate.countDown();
    }
  }

  @Test
  void dropsGoOnBeingReportedSecondAfterSecond(NatsServer server) throws InterruptedException {
    Recorder recorder = new Recorder();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      NatsSubscription slow =
          nats.subscribe(
              "slow",
              byte[].class,
              (data, message) -> {
                entered.countDown();
                Failing.await(gate);
              },
              SubscriptionOptions.builder().pendingMessages(1).build());
      nats.publish("slow", new byte[0]);
      Failing.await(entered);
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
    } finally {
      gate.countDown();
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
    CountDownLatch gate = new CountDownLatch(1);
    try (NatsService nats = NatsService.connect(server.url())) {
      NatsSubscription slow =
          nats.subscribe(
              "slow",
              byte[].class,
              (data, message) -> Failing.await(gate),
              SubscriptionOptions.builder().pendingMessages(10).build());
      nats.reply("fast", String.class, (data, message) -> data);
      for (int i = 0; i < 500; i++) {
        for (int j = 0; j < 20; j++) {
          nats.publish("slow", new byte[16]);
        }
        assertThat(nats.request("fast", "same", String.class)).isEqualTo("same");
      }

      assertThat(slow.statistics().dropped()).isPositive();
      assertThat(slow.statistics().handled()).isZero();
    } finally {
      gate.countDown();
    }
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
