package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How handlers end when their subscription or its service is drained. */
@NatsTest
class DrainTest {
  enum Way {
    SERVICE,
    SUBSCRIPTION;

    DrainResult drain(NatsService nats, NatsSubscription subscription, Duration limit) {
      return this == SERVICE ? nats.drain(limit) : subscription.drain(limit);
    }
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  /** A subscription with ten messages to work on. */
  private static NatsSubscription busy(NatsService nats, Work work) {
    NatsSubscription subscription =
        nats.subscribe("work", byte[].class, (data, message) -> work.run());
    for (int i = 0; i < 10; i++) {
      nats.publish("work", new byte[0]);
    }
    return subscription;
  }

  @ParameterizedTest
  @EnumSource
  void itWaitsForTheRunningHandlerAndForWhatWaits(Way way, NatsServer server)
      throws InterruptedException {
    try (Gate gate = new Gate();
        NatsService nats = NatsService.connect(server.url())) {
      NatsSubscription subscription = busy(nats, gate::pass);
      gate.awaitEntered();
      CompletableFuture<DrainResult> drain =
          CompletableFuture.supplyAsync(() -> way.drain(nats, subscription, Recorder.PATIENCE));
      await().atMost(Recorder.PATIENCE).until(() -> server.subscriptions() == 0);
      assertThat(drain).isNotDone();
      gate.open();

      assertThat(drain.join()).isEqualTo(new DrainResult(true, List.of(), 0, 0));
      assertThat(gate.passed).hasValue(10);
    }
  }

  @ParameterizedTest
  @EnumSource
  void itWaitsForAnOpenStage(Way way, NatsServer server) {
    CompletableFuture<String> stage = new CompletableFuture<>();
    CountDownLatch entered = new CountDownLatch(1);
    try (NatsService caller = NatsService.connect(server.url());
        NatsService nats = NatsService.connect(server.url())) {
      NatsSubscription subscription =
          nats.reply(
              "work",
              String.class,
              (data, message) -> {
                entered.countDown();
                return stage;
              });
      nats.flush(Recorder.PATIENCE);
      CompletableFuture<String> answer =
          caller.requestAsync("work", "data", String.class, Recorder.PATIENCE);
      await().atMost(Recorder.PATIENCE).until(() -> entered.getCount() == 0);
      CompletableFuture<DrainResult> drain =
          CompletableFuture.supplyAsync(() -> way.drain(nats, subscription, Recorder.PATIENCE));
      await().atMost(Recorder.PATIENCE).until(() -> server.subscriptions() == 1);
      assertThat(drain).isNotDone();
      stage.complete("answered all the same");

      assertThat(drain.join().complete()).isTrue();
      assertThat(answer.join()).isEqualTo("answered all the same");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerThatRunsTooLongIsInterruptedAndReported(Way way, NatsServer server)
      throws InterruptedException {
    Recorder recorder = new Recorder();
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    try (Gate gate = new Gate();
        NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      NatsSubscription subscription =
          busy(
              nats,
              () -> {
                calls.incrementAndGet();
                try {
                  gate.pass();
                } catch (InterruptedException e) {
                  interrupted.countDown();
                }
              });
      gate.awaitEntered();
      await().atMost(Recorder.PATIENCE).until(() -> subscription.statistics().received() == 10);
      DrainResult result = way.drain(nats, subscription, Duration.ofMillis(300));

      assertThat(result.complete()).isFalse();
      assertThat(result.unfinished()).containsExactly("work");
      assertThat(result.unhandled()).isEqualTo(9);
      Failing.await(interrupted);
      assertThat(calls).hasValue(1);
      MessageLostException lost = recorder.failure(MessageLostException.class);
      assertThat(lost.subject()).isEqualTo("work");
      assertThat(lost.count()).isEqualTo(9);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerThatDrainsItselfDoesNotWaitForItself(Way way, NatsServer server) {
    CompletableFuture<NatsSubscription> itself = new CompletableFuture<>();
    CompletableFuture<DrainResult> result = new CompletableFuture<>();
    try (NatsService nats = NatsService.connect(server.url())) {
      itself.complete(
          nats.subscribe(
              "self",
              byte[].class,
              (data, message) -> {
                result.complete(way.drain(nats, itself.join(), Recorder.PATIENCE));
              }));
      nats.publish("self", new byte[0]);
      await().atMost(Recorder.PATIENCE.dividedBy(2)).until(result::isDone);

      assertThat(result.join().unfinished()).isEmpty();
    }
  }
}
