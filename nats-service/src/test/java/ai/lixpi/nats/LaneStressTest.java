package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Message;
import io.nats.client.impl.NatsMessage;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lanes with many threads at once. */
class LaneStressTest {
  private static final int MESSAGES = 20_000;

  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final ExecutorService others = Executors.newFixedThreadPool(2);
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger handled = new AtomicInteger();
  private final AtomicInteger disorder = new AtomicInteger();
  private final Map<String, Integer> last = new ConcurrentHashMap<>();
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  @AfterEach
  void end() throws InterruptedException {
    workers.shutdown();
    others.shutdown();
    assertThat(workers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(others.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest(name = "{0} at a time, {1} keys, workers that linger: {2}")
  @CsvSource({
    "1, 1, false",
    "1, 7, true",
    "4, 1, true",
    "4, 7, false",
    "4, 7, true",
    "16, 200, false",
    "16, 200, true"
  })
  void eachMessageIsHandledOnceAndInOrderOfItsKey(int concurrency, int keys, boolean linger) {
    Lane lane =
        Lane.create(
            SubscriptionOptions.builder()
                .concurrency(concurrency)
                .orderedBy(Message::getSubject)
                .pendingMessages(MESSAGES)
                .build(),
            new HandlerThreads.Pool(workers, !linger),
            this::work);
    for (int i = 0; i < MESSAGES; i++) {
      byte[] number = {(byte) (i >> 16), (byte) (i >> 8), (byte) i};
      Message message = NatsMessage.builder().subject("k" + i % keys).data(number).build();
      assertThat(lane.offer(message)).isEqualTo(Lane.Offer.TAKEN);
    }

    assertThat(lane.drain(System.nanoTime() + TimeUnit.SECONDS.toNanos(60))).isTrue();
    assertThat(handled).hasValue(MESSAGES);
    assertThat(disorder).hasValue(0);
    assertThat(most.get()).isLessThanOrEqualTo(concurrency);
  }

  private @Nullable CompletionStage<?> work(Message message) {
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    byte[] data = message.getData();
    int number = (data[0] & 0xff) << 16 | (data[1] & 0xff) << 8 | (data[2] & 0xff);
    Integer before = last.put(message.getSubject(), number);
    if ((before != null && before >= number) || !busy.add(message.getSubject())) {
      disorder.incrementAndGet();
    }
    if (number % 5 != 0) {
      done(message);
      return null;
    }
    return CompletableFuture.runAsync(() -> done(message), others);
  }

  private void done(Message message) {
    busy.remove(message.getSubject());
    running.decrementAndGet();
    handled.incrementAndGet();
  }

  @Test
  void aDrainThatBeginsInTheMiddleHandlesAllThatWasTaken() {
    for (int seed = 0; seed < 100; seed++) {
      handled.set(0);
      last.clear();
      Random random = new Random(seed);
      Lane lane =
          Lane.create(
              SubscriptionOptions.builder().concurrency(1 + random.nextInt(3)).build(),
              new HandlerThreads.Pool(workers, seed % 2 == 0),
              message -> {
                handled.incrementAndGet();
                return null;
              });
      int drainAfter = random.nextInt(200);
      CompletableFuture<Integer> offers =
          CompletableFuture.supplyAsync(
              () -> {
                int taken = 0;
                Message message = NatsMessage.builder().subject("k").data(new byte[1]).build();
                while (lane.offer(message) == Lane.Offer.TAKEN) {
                  taken++;
                }
                return taken;
              },
              others);
      while (handled.get() < drainAfter) {
        Thread.onSpinWait();
      }
      assertThat(lane.drain(System.nanoTime() + TimeUnit.SECONDS.toNanos(20))).isTrue();
      assertThat(handled).as("seed %s", seed).hasValue(offers.join());
    }
  }
}
