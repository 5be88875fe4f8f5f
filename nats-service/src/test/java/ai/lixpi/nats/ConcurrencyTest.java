package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NatsTest
class ConcurrencyTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void exactlyAsManyMessagesAreHandledAtATimeAsConcurrencySays(int limit, NatsServer server) {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch gate = new CountDownLatch(1);
    try (NatsService nats = NatsService.connect(server.url())) {
      NatsSubscription subscription =
          nats.subscribe(
              "work",
              byte[].class,
              (data, message) -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                Failing.await(gate);
                running.decrementAndGet();
              },
              SubscriptionOptions.builder().concurrency(limit).build());
      nats.reply("other", String.class, (data, message) -> data);
      for (int i = 0; i < 50; i++) {
        nats.publish("work", new byte[0]);
      }
      await().atMost(Recorder.PATIENCE).until(() -> running.get() == limit);
      assertThat(nats.request("other", "not hindered", String.class)).isEqualTo("not hindered");
      assertThat(running).hasValue(limit);

      gate.countDown();
      await().atMost(Recorder.PATIENCE).until(() -> subscription.statistics().handled() == 50);
      assertThat(most).hasValue(limit);
    } finally {
      gate.countDown();
    }
  }

  @Test
  void openStagesOfAReplyHandlerCountForConcurrency(NatsServer server) {
    List<CompletableFuture<String>> stages = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(server.url())) {
      NatsSubscription subscription =
          nats.reply(
              "work",
              String.class,
              (data, message) -> {
                CompletableFuture<String> stage = new CompletableFuture<>();
                stages.add(stage);
                return stage;
              },
              SubscriptionOptions.builder().concurrency(2).build());
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        answers.add(nats.requestAsync("work", "data", String.class, Recorder.PATIENCE));
      }
      for (int done = 0; done < 6; done++) {
        int expected = Math.min(6, done + 2);
        int pending = 6 - expected;
        await().atMost(Recorder.PATIENCE).until(() -> stages.size() == expected);
        await()
            .atMost(Recorder.PATIENCE)
            .until(() -> subscription.statistics().pending() == pending);
        stages.get(done).complete("answer");
      }
      answers.forEach(answer -> assertThat(answer.join()).isEqualTo("answer"));
    }
  }

  @Test
  void answersOfSlowStagesKeepTheOrderOfARequestsSubscription(NatsServer server) {
    List<Integer> ended = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.reply(
          "work",
          Integer.class,
          (number, message) ->
              CompletableFuture.supplyAsync(
                  () -> {
                    ended.add(number);
                    return number;
                  }));
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        answers.add(nats.requestAsync("work", i, Integer.class, Recorder.PATIENCE));
      }
      answers.forEach(CompletableFuture::join);

      assertThat(ended).hasSize(500).isSorted();
    }
  }

  @Test
  void messagesWithEqualKeysStayInOrderAndOthersDoNotWaitForThem(NatsServer server) {
    Map<String, List<Integer>> handled = new ConcurrentHashMap<>();
    CountDownLatch gate = new CountDownLatch(1);
    try (NatsService nats = NatsService.connect(server.url())) {
      NatsSubscription subscription =
          nats.subscribe(
              "user.*",
              Integer.class,
              (number, message) -> {
                if (message.getSubject().equals("user.0")) {
                  Failing.await(gate);
                }
                handled
                    .computeIfAbsent(message.getSubject(), key -> new CopyOnWriteArrayList<>())
                    .add(number);
              },
              SubscriptionOptions.builder()
                  .concurrency(4)
                  .orderedBy(message -> message.getSubject())
                  .build());
      for (int i = 0; i < 2_000; i++) {
        nats.publish("user." + i % 8, i);
      }
      await().atMost(Recorder.PATIENCE).until(() -> subscription.statistics().handled() == 1_750);
      assertThat(handled).doesNotContainKey("user.0").hasSize(7);
      gate.countDown();
      await().atMost(Recorder.PATIENCE).until(() -> subscription.statistics().handled() == 2_000);

      assertThat(handled.values())
          .allSatisfy(numbers -> assertThat(numbers).hasSize(250).isSorted());
    } finally {
      gate.countDown();
    }
  }

  /** A key of a user may do anything. */
  private static final class BadKey {
    @Override
    public int hashCode() {
      throw new IllegalStateException("no hash");
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }
  }

  @Test
  void aKeyFunctionThatFailsOrGivesNullLosesTheOrderButNoMessage(NatsServer server) {
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger handled = new AtomicInteger();
    try (NatsService nats = NatsService.connect(server.url())) {
      NatsSubscription subscription =
          nats.subscribe(
              "work",
              Integer.class,
              (number, message) -> handled.incrementAndGet(),
              SubscriptionOptions.builder()
                  .concurrency(3)
                  .orderedBy(
                      message ->
                          switch (calls.incrementAndGet() % 6) {
                            case 0 -> throw new IllegalStateException("no key");
                            case 1 -> Failing.nothing();
                            case 2 -> Failing.recurse(1);
                            case 3 -> new BadKey();
                            case 4 -> {
                              Failing.sneaky(new java.io.IOException("no key"));
                              yield "";
                            }
                            default -> "key";
                          })
                  .build());
      for (int i = 0; i < 600; i++) {
        nats.publish("work", i);
      }

      await().atMost(Recorder.PATIENCE).until(() -> handled.get() == 600);
      assertThat(subscription.statistics().pending()).isZero();
      assertThat(subscription.drain(Recorder.PATIENCE).complete()).isTrue();
    }
  }
}
