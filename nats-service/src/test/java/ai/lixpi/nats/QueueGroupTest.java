package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.io.BufferedReader;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PS4. */
@NatsTest
class QueueGroupTest {
  private static final SubscriptionOptions WORKERS = SubscriptionOptions.queue("workers");
  private static final int MESSAGES = 20_000;

  /** Which numbers have arrived, and how often one came twice. */
  private static final class Ledger {
    private final BitSet seen = new BitSet();
    private int duplicates;

    synchronized void handle(Integer number) {
      duplicates += seen.get(number) ? 1 : 0;
      seen.set(number);
    }

    synchronized int count() {
      return seen.cardinality();
    }

    synchronized int duplicates() {
      return duplicates;
    }
  }

  @Test
  void theMembersOfAQueueGroupShareTheMessages(NatsServer server) {
    Ledger ledger = new Ledger();
    AtomicInteger all = new AtomicInteger();
    try (NatsService one = NatsService.connect(server.url());
        NatsService two = NatsService.connect(server.url())) {
      NatsSubscription a = subscribe(one, ledger);
      NatsSubscription b = subscribe(one, ledger);
      NatsSubscription c = subscribe(two, ledger);
      two.subscribe("jobs", Integer.class, (number, message) -> all.incrementAndGet());
      awaitKnown(one, two);
      publish(one, 0, 3_000);

      await().atMost(Recorder.PATIENCE).until(() -> ledger.count() == 3_000 && all.get() == 3_000);
      assertThat(ledger.duplicates()).isZero();
      for (NatsSubscription member : new NatsSubscription[] {a, b, c}) {
        assertThat(member.statistics().received()).isPositive();
      }
    }
  }

  @Test
  void theOthersGetAllNewMessagesWhenAMemberIsCutOff(NatsServer server) {
    Ledger ledger = new Ledger();
    Ledger cutOff = new Ledger();
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService publisher = NatsService.connect(server.url());
        NatsService second = NatsService.connect(server.url());
        NatsService third = NatsService.connect(proxy.url())) {
      subscribe(publisher, ledger);
      subscribe(second, ledger);
      subscribe(third, cutOff);
      awaitKnown(publisher, second, third);
      publish(publisher, 0, 300);
      await()
          .atMost(Recorder.PATIENCE)
          .until(() -> ledger.count() + cutOff.count() == 300 && cutOff.count() > 0);

      proxy.refuse();
      proxy.cut();
      await().atMost(Recorder.PATIENCE).until(() -> server.connections() == 2);
      int before = ledger.count();
      publish(publisher, 300, 600);
      await().atMost(Recorder.PATIENCE).until(() -> ledger.count() == before + 300);

      proxy.accept();
      Recorder.awaitState(third, ConnectionState.CONNECTED);
      int again = cutOff.count();
      await()
          .atMost(Recorder.PATIENCE)
          .until(
              () -> {
                publish(publisher, 600, 700);
                return cutOff.count() > again;
              });
    }
  }

  @Test
  void theOthersGetAllNewMessagesWhenAMemberIsKilled(NatsServer server) throws Exception {
    Ledger ledger = new Ledger();
    Process third =
        ChildJvm.of(QueueMemberProcess.class, server.url())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (NatsService publisher = NatsService.connect(server.url());
        NatsService second = NatsService.connect(server.url());
        BufferedReader says = third.inputReader()) {
      subscribe(publisher, ledger);
      subscribe(second, ledger);
      awaitKnown(publisher, second);
      awaitLine(says, "ready");
      publish(publisher, 0, 300);
      awaitLine(says, "stuck");

      third.destroyForcibly();
      await().atMost(Recorder.PATIENCE).until(() -> server.connections() == 2);
      awaitKnown(publisher, second); // whatever they get of the first 300 has arrived
      await().atMost(Recorder.PATIENCE).until(() -> all(publisher) + all(second) == ledger.count());
      int before = ledger.count();
      assertThat(before).as("what the dead member had is lost").isBetween(100, 290);
      publish(publisher, 300, 600);

      await().atMost(Recorder.PATIENCE).until(() -> ledger.count() == before + 300);
      assertThat(ledger.duplicates()).isZero();
    } finally {
      third.destroyForcibly();
    }
  }

  private static void awaitLine(BufferedReader says, String line) {
    assertThat(CompletableFuture.supplyAsync(() -> says.lines().anyMatch(line::equals)))
        .succeedsWithin(Recorder.PATIENCE.multipliedBy(2))
        .isEqualTo(true);
  }

  private static long all(NatsService service) {
    return service.getSubscriptions().stream()
        .mapToLong(each -> each.statistics().received())
        .sum();
  }

  enum Way {
    SERVICE,
    SUBSCRIPTION
  }

  @ParameterizedTest
  @EnumSource
  void drainingAMemberUnderTrafficLosesNothing(Way way, NatsServer server) {
    Ledger ledger = new Ledger();
    try (NatsService publisher = NatsService.connect(server.url());
        NatsService second = NatsService.connect(server.url());
        NatsService third = NatsService.connect(server.url())) {
      subscribe(publisher, ledger);
      subscribe(second, ledger);
      NatsSubscription leaving = subscribe(third, ledger);
      awaitKnown(publisher, second, third);
      CompletableFuture<Void> traffic =
          CompletableFuture.runAsync(() -> publish(publisher, 0, MESSAGES));
      await().atMost(Recorder.PATIENCE).until(() -> leaving.statistics().received() > 500);

      Duration limit = Duration.ofSeconds(20);
      DrainResult result = way == Way.SERVICE ? third.drain(limit) : leaving.drain(limit);

      assertThat(result.complete()).isTrue();
      assertThat(result.unhandled()).isZero();
      traffic.join();
      await().atMost(Recorder.PATIENCE).until(() -> ledger.count() == MESSAGES);
      assertThat(ledger.duplicates()).isZero();
      assertThat(leaving.statistics().handled()).isEqualTo(leaving.statistics().received());
    }
  }

  private static NatsSubscription subscribe(NatsService service, Ledger ledger) {
    return service.subscribe(
        "jobs", Integer.class, (number, message) -> ledger.handle(number), WORKERS);
  }

  private static void awaitKnown(NatsService... services) {
    for (NatsService service : services) {
      service.flush(Recorder.PATIENCE);
    }
  }

  private static void publish(NatsService service, int from, int to) {
    for (int i = from; i < to; i++) {
      service.publish("jobs", i);
    }
  }
}
