package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Message;
import io.nats.client.impl.NatsMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lanes against a model: random offers, runs of the executor and ends of stages, all on one thread,
 * so that the model knows exactly what must happen.
 */
class LaneModelTest {
  private static final int SEEDS = 300;
  private static final int STEPS = 400;

  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final HandlerThreads threads = new HandlerThreads.Pool(new OnDemand(tasks), true);
  private final Map<Message, CompletableFuture<Void>> open = new LinkedHashMap<>();
  private final List<Message> taken = new ArrayList<>();
  private final List<Message> started = new ArrayList<>();
  private final Set<Message> waiting = new HashSet<>();

  /** Runs nothing before the test says so. */
  private static final class OnDemand extends AbstractExecutorService {
    private final ArrayDeque<Runnable> tasks;

    OnDemand(ArrayDeque<Runnable> tasks) {
      this.tasks = tasks;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, 4);
  }

  @ParameterizedTest(name = "part {0}")
  @MethodSource("seeds")
  void aLaneDoesExactlyWhatTheModelSays(int part) {
    for (int seed = part * SEEDS / 4; seed < (part + 1) * SEEDS / 4; seed++) {
      new LaneModelTest().run(new Random(seed), "seed " + seed);
    }
  }

  private void run(Random random, String name) {
    int concurrency = 1 + random.nextInt(5);
    int limit = 1 + random.nextInt(20);
    int bytes = 1 + random.nextInt(400);
    int keys = random.nextInt(5);
    SubscriptionOptions.Builder options =
        SubscriptionOptions.builder()
            .concurrency(concurrency)
            .pendingMessages(limit)
            .pendingBytes(bytes);
    if (keys > 0) {
      options.orderedBy(LaneModelTest::key);
    }
    Lane lane = Lane.create(options.build(), threads, message -> work(random, message));
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> offer(lane, random, limit, bytes, Math.max(1, keys), name);
        case 2, 3 -> runTask();
        default -> endStage(random);
      }
      check(lane, concurrency, keys > 0 && concurrency > 1, name);
    }
    while (!tasks.isEmpty() || !open.isEmpty()) {
      runTask();
      endStage(random);
      check(lane, concurrency, keys > 0 && concurrency > 1, name);
    }
    assertThat(started).as(name).containsExactlyInAnyOrderElementsOf(taken);
    assertThat(lane.waiting()).as(name).isZero();
    assertThat(lane.drain(System.nanoTime())).as(name).isTrue();
    assertThat(lane.offer(message(0, 1))).as(name).isEqualTo(Lane.Offer.CLOSED);
    assertOrder(keys > 0 && concurrency > 1, name);
  }

  private @Nullable CompletionStage<?> work(Random random, Message message) {
    started.add(message);
    waiting.remove(message);
    if (random.nextInt(4) == 0) {
      return null;
    }
    CompletableFuture<Void> stage = new CompletableFuture<>();
    open.put(message, stage);
    return stage;
  }

  private void offer(Lane lane, Random random, int limit, int bytes, int keys, String name) {
    Message message = message(random.nextInt(keys), random.nextInt(100));
    long waitingBytes = waiting.stream().mapToLong(m -> m.getData().length).sum();
    boolean full =
        waiting.size() >= limit
            || (!waiting.isEmpty() && waitingBytes + message.getData().length > bytes);
    Lane.Offer offer = lane.offer(message);
    assertThat(offer).as(name).isEqualTo(full ? Lane.Offer.FULL : Lane.Offer.TAKEN);
    if (!full) {
      taken.add(message);
      waiting.add(message);
    }
  }

  private void runTask() {
    Runnable task = tasks.poll();
    if (task != null) {
      task.run();
    }
  }

  private void endStage(Random random) {
    if (open.isEmpty()) {
      return;
    }
    List<Message> messages = new ArrayList<>(open.keySet());
    CompletableFuture<Void> stage = open.remove(messages.get(random.nextInt(messages.size())));
    if (stage == null) {
      return;
    }
    if (random.nextBoolean()) {
      stage.complete(null);
    } else {
      stage.completeExceptionally(new IllegalStateException("a stage may fail"));
    }
  }

  private void check(Lane lane, int concurrency, boolean keyed, String name) {
    assertThat(open.size()).as(name).isLessThanOrEqualTo(concurrency);
    assertThat(lane.waiting()).as(name).isEqualTo(waiting.size());
    Set<String> busy = new HashSet<>();
    if (keyed) {
      open.keySet().forEach(m -> assertThat(busy.add(m.getSubject())).as(name).isTrue());
    }
    if (tasks.isEmpty() && open.size() < concurrency) {
      assertThat(waiting)
          .as(name + ": nothing waits that could be handled")
          .allMatch(m -> busy.contains(m.getSubject()));
    }
  }

  private void assertOrder(boolean keyed, String name) {
    if (!keyed) {
      assertThat(started).as(name).containsExactlyElementsOf(taken);
      return;
    }
    assertThat(byKey(started)).as(name).isEqualTo(byKey(taken));
  }

  private static Map<String, List<Message>> byKey(List<Message> messages) {
    Map<String, List<Message>> all = new HashMap<>();
    for (Message message : messages) {
      all.computeIfAbsent(message.getSubject(), key -> new ArrayList<>()).add(message);
    }
    return all;
  }

  private static String key(Message message) {
    return message.getSubject();
  }

  private static Message message(int key, int size) {
    return NatsMessage.builder().subject("k" + key).data(new byte[size]).build();
  }

  @Test
  void noThreadIsHeldWhileAStageIsOpen() {
    Lane lane =
        Lane.create(SubscriptionOptions.DEFAULT, threads, message -> work(new Random(1), message));
    while (open.isEmpty()) {
      lane.offer(message(0, 1));
      runTask();
    }
    lane.offer(message(0, 1));

    assertThat(tasks).isEmpty();
    assertThat(lane.waiting()).isEqualTo(1);
    endStage(new Random(1));
    assertThat(tasks).hasSize(1);
  }

  @Test
  void aLaneThatWasClosedStartsNothingAndAbortTellsWhatIsLeft() {
    Lane lane =
        Lane.create(SubscriptionOptions.DEFAULT, threads, message -> work(new Random(1), message));
    IntStream.range(0, 5).forEach(i -> lane.offer(message(0, 1)));
    assertThat(lane.abort()).isEqualTo(5);
    while (!tasks.isEmpty()) {
      runTask();
    }

    assertThat(started).isEmpty();
    assertThat(lane.offer(message(0, 1))).isEqualTo(Lane.Offer.CLOSED);
  }
}
