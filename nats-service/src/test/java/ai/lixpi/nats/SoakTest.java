package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * L1: random faults every few seconds for {@code soak.minutes} while messages and requests flow,
 * and all of them accounted for. {@code soak.seed} repeats a run's faults.
 */
@NatsTest
class SoakTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(3);
  private static final int PUBLISHERS = 2;

  /** What can go wrong. */
  private enum Fault {
    CUT_PUBLISHER,
    KEEP_PUBLISHER_OUT,
    CUT_SUBSCRIBER,
    STALL,
    DELAY,
    KILL_SERVER
  }

  private final SoakLedger ledger = new SoakLedger();
  private final SoakCalls calls = new SoakCalls(ledger);
  private final AtomicBoolean over = new AtomicBoolean();
  private final List<Long> heaps = new ArrayList<>();
  private final List<Integer> threads = new ArrayList<>();

  @Test
  @Tag("soak")
  void everyMessageAndRequestIsAccountedForThroughManyFaults(NatsServer server) throws Exception {
    run(server, Duration.ofMinutes(Long.getLong("soak.minutes", 10)));
    assertFlat();
  }

  @Test
  void everyMessageAndRequestIsAccountedForThroughAFewFaults(NatsServer server) throws Exception {
    run(server, Duration.ofSeconds(8));
  }

  private void run(NatsServer server, Duration length) throws Exception {
    long seed = Long.getLong("soak.seed", System.nanoTime());
    System.out.println("Soak with seed " + seed);
    Random random = new Random(seed);
    try (FaultProxy near = FaultProxy.to(server);
        FaultProxy far = FaultProxy.to(server);
        NatsService source = NatsService.connect(config(near.url()));
        NatsService sink = NatsService.connect(config(far.url()));
        NatsService second = NatsService.connect(config(far.url()))) {
      List<NatsService> all = List.of(source, sink, second);
      listen(sink, "sink");
      listen(second, "second");
      settle(all);
      List<Thread> load = load(source);
      long end = System.nanoTime() + length.toNanos();
      while (System.nanoTime() < end) {
        fault(
            Fault.values()[random.nextInt(Fault.values().length)], random, server, near, far, all);
        assertThat(ledger.violations).isEmpty();
        measure();
      }
      over.set(true);
      for (Thread thread : load) {
        thread.join();
      }
      await().atMost(LONG).until(() -> source.statistics().requestsInFlight() == 0);
      settle(all);
      await().atMost(LONG).until(this::allJudged);
      ledger.assertBalanced();
      assertThat(source.statistics().lost()).isZero();
    }
    System.out.println("Soak: " + ledger + "; " + calls);
  }

  private static NatsServiceConfig config(String url) {
    return new Recorder().config(url).build();
  }

  private void listen(NatsService nats, String member) {
    SubscriptionOptions group = SubscriptionOptions.queue("workers");
    nats.subscribe("soak.group", String.class, (id, m) -> ledger.received(member, id), group);
    nats.reply("soak.call", String.class, (id, message) -> calls.answer(id), group);
    if (member.equals("sink")) {
      nats.subscribe("soak.plain", String.class, (id, message) -> ledger.received(member, id));
    }
  }

  private List<Thread> load(NatsService source) {
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < PUBLISHERS; i++) {
      String subject = i % 2 == 0 ? "soak.plain" : "soak.group";
      String name = "publisher" + i;
      all.add(loop(name, 1, sequence -> ledger.publish(source, subject, name, sequence)));
    }
    RequestOptions options = RequestOptions.timeout(CALL);
    all.add(loop("caller", 5, number -> calls.call(source, number, options)));
    return all;
  }

  private Thread loop(String name, int millis, LongConsumer step) {
    Thread thread =
        new Thread(
            () -> {
              for (long i = 1; !over.get(); i++) {
                step.accept(i);
                LockSupport.parkNanos(millis * 1_000_000L); // the pace of the load
              }
            },
            name);
    thread.start();
    return thread;
  }

  private void fault(
      Fault fault,
      Random random,
      NatsServer server,
      FaultProxy near,
      FaultProxy far,
      List<NatsService> all) {
    long start = settle(all);
    long reconnects = all.stream().mapToLong(nats -> nats.status().reconnects()).sum();
    int millis = 200 + random.nextInt(800);
    switch (fault) {
      case CUT_PUBLISHER -> near.cut();
      case KEEP_PUBLISHER_OUT -> {
        near.refuse();
        near.cut();
        pass(millis);
        near.accept();
      }
      case CUT_SUBSCRIBER -> far.cut();
      case STALL -> {
        near.stall();
        pass(millis);
        near.flow();
      }
      case DELAY -> {
        near.delay(Duration.ofMillis(20));
        pass(millis);
        near.delay(Duration.ZERO);
      }
      case KILL_SERVER -> {
        server.kill();
        pass(millis);
        server.restart();
      }
    }
    long hit =
        switch (fault) {
          case CUT_PUBLISHER, KEEP_PUBLISHER_OUT -> 1;
          case CUT_SUBSCRIBER -> 2;
          case KILL_SERVER -> 3;
          case STALL, DELAY -> 0;
        };
    await()
        .atMost(LONG)
        .until(
            () ->
                all.stream().mapToLong(nats -> nats.status().reconnects()).sum() >= reconnects + hit
                    && all.stream().allMatch(NatsService::isConnected));
    all.forEach(nats -> nats.flush(LONG));
    if (hit > 0) {
      ledger.window(start, fault != Fault.CUT_PUBLISHER && fault != Fault.KEEP_PUBLISHER_OUT);
    }
    settle(all);
    calls.judge();
  }

  /** Lets the load flow on for a while. */
  private void pass(int millis) {
    long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    await().atMost(LONG).until(() -> System.nanoTime() >= until);
  }

  private long settle(List<NatsService> all) {
    long until = System.nanoTime();
    ledger.settle(until, () -> all.forEach(nats -> nats.flush(LONG)));
    return until;
  }

  private boolean allJudged() {
    calls.judge();
    return calls.judged() == calls.made.get();
  }

  private void measure() {
    System.gc();
    heaps.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    threads.add(Thread.activeCount());
  }

  /** The last third of the run needs no more than the first. */
  private void assertFlat() {
    int third = heaps.size() / 3;
    double firstHeap = heaps.stream().limit(third).mapToLong(Long::longValue).average().orElse(0);
    double lastHeap =
        heaps.stream().skip(2L * third).mapToLong(Long::longValue).average().orElse(0);
    int firstThreads = threads.stream().limit(third).mapToInt(Integer::intValue).max().orElse(0);
    int lastThreads = threads.stream().skip(2L * third).mapToInt(Integer::intValue).min().orElse(0);
    System.out.printf(
        "Soak: heap %.1f MB, then %.1f MB; threads %d, then %d; %d faults%n",
        firstHeap / 1e6, lastHeap / 1e6, firstThreads, lastThreads, heaps.size());
    assertThat(lastHeap).isLessThan(firstHeap + 8e6);
    assertThat(lastThreads).isLessThanOrEqualTo(firstThreads + 2);
  }
}
