package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@NatsTest
class NotifierTest {
  @Test
  void aSlowListenerHoldsUpNothingAndWhatItMissesIsCounted(NatsServer server) {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger told = new AtomicInteger();
    NatsServiceConfig config =
        NatsServiceConfig.builder()
            .servers(server.url())
            .errorListener(
                failure -> {
                  told.incrementAndGet();
                  try {
                    Failing.await(gate);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                })
            .build();
    try (NatsService nats = NatsService.connect(config)) {
      NatsSubscription numbers = nats.subscribe("numbers", Integer.class, (number, message) -> {});
      for (int i = 0; i < 6_000; i++) {
        nats.publish("numbers", "no number");
      }
      nats.reply("greet", String.class, (data, message) -> data);
      assertThat(nats.request("greet", "same", String.class)).isEqualTo("same");
      await().atMost(Recorder.PATIENCE).until(() -> numbers.statistics().undecodable() == 6_000);

      assertThat(told).hasValue(1);
      // one with the listener, 4,096 waiting, and the status that may wait before them
      assertThat(nats.statistics().unreported()).isBetween(6_000L - 4_097, 6_000L - 4_090);
      gate.countDown();
      long expected = 6_000 - nats.statistics().unreported();
      await().atMost(Recorder.PATIENCE).until(() -> told.get() >= expected);
    } finally {
      gate.countDown();
    }
  }

  @Test
  void callsComeOneAfterAnotherInOrderWhateverTheyThrow() throws InterruptedException {
    ExecutorService threads = Executors.newCachedThreadPool();
    Counters counters = new Counters();
    Notifier notifier = new Notifier(threads, counters);
    List<Integer> told = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    for (int i = 0; i < 2_000; i++) {
      int number = i;
      notifier.tell(
          () -> {
            told.add(number);
            switch (number % 4) {
              case 0 -> Failing.unchecked("no");
              case 1 -> Failing.sneaky(new AssertionError("no"));
              case 2 -> Failing.sneaky(new IOException("no"));
              default -> {}
            }
          });
    }
    notifier.tell(done::countDown);
    Failing.await(done);
    threads.shutdown();

    assertThat(told).hasSize(2_000).isSorted();
    assertThat(counters.unreported.sum()).isZero();
  }

  @Test
  void aThreadThatCouldNotBeStartedCostsNoCall() {
    AtomicInteger attempts = new AtomicInteger();
    List<String> told = new ArrayList<>();
    Notifier notifier =
        new Notifier(
            task -> {
              if (attempts.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              task.run();
            },
            new Counters());

    notifier.tell(() -> told.add("first"));
    notifier.tell(() -> told.add("second"));

    assertThat(told).containsExactly("first", "second");
  }
}
