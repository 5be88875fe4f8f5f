package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** PS7. */
@NatsTest
class SubscriptionLifeTest {
  @Test
  void aHandlerMayUnsubscribeAndIsNotCalledAgain(NatsServer server) {
    AtomicInteger calls = new AtomicInteger();
    CompletableFuture<NatsSubscription> itself = new CompletableFuture<>();
    try (NatsService nats = NatsService.connect(server.url())) {
      itself.complete(
          nats.subscribe(
              "once",
              String.class,
              (data, message) -> {
                calls.incrementAndGet();
                itself.join().unsubscribe();
              }));
      for (int i = 0; i < 100; i++) {
        nats.publish("once", "data");
      }
      await().atMost(Recorder.PATIENCE).until(() -> nats.getSubscriptions().isEmpty());
      passMarker(nats);

      assertThat(calls).hasValue(1);
      assertThat(server.subscriptions()).isLessThanOrEqualTo(2);
      assertThat(itself.join().isActive()).isFalse();
    }
  }

  @Test
  void whatWaitsIsNotHandledAfterUnsubscribeAndTheRunningHandlerIsLeftAlone(NatsServer server)
      throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger undisturbed = new AtomicInteger();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    try (NatsService nats = NatsService.connect(server.url())) {
      NatsSubscription subscription =
          nats.subscribe(
              "end",
              String.class,
              (data, message) -> {
                calls.incrementAndGet();
                entered.countDown();
                Failing.await(gate);
                undisturbed.incrementAndGet();
              });
      for (int i = 0; i < 100; i++) {
        nats.publish("end", "data");
      }
      Failing.await(entered);
      await().atMost(Recorder.PATIENCE).until(() -> subscription.statistics().received() == 100);
      subscription.unsubscribe();
      subscription.unsubscribe();
      gate.countDown();
      await().atMost(Recorder.PATIENCE).until(() -> subscription.statistics().pending() == 0);
      passMarker(nats);

      assertThat(calls).hasValue(1);
      assertThat(undisturbed).hasValue(1);
    } finally {
      gate.countDown();
    }
  }

  @Test
  void aMessageThatIsStillInItsMiddlewareIsNotHandledAfterUnsubscribe(NatsServer server)
      throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch entered = new CountDownLatch(1);
    CompletableFuture<Void> open = new CompletableFuture<>();
    NatsServiceConfig config =
        NatsServiceConfig.builder()
            .servers(server.url())
            .middleware(
                Middleware.async(
                    (data, message) -> {
                      entered.countDown();
                      return open.thenApply(nothing -> new Inbound(data, message));
                    }))
            .build();
    try (NatsService nats = NatsService.connect(config)) {
      NatsSubscription subscription =
          nats.subscribe("mid", String.class, (data, message) -> calls.incrementAndGet());
      nats.publish("mid", "data");
      Failing.await(entered);
      subscription.unsubscribe();
      open.complete(null);
      passMarker(nats);

      assertThat(calls).hasValue(0);
    }
  }

  @Test
  void theSameSubjectTwiceIsTwoSubscriptions(NatsServer server) {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    try (NatsService nats = NatsService.connect(server.url())) {
      NatsSubscription one =
          nats.subscribe("twice", String.class, (data, message) -> first.incrementAndGet());
      nats.subscribe("twice", String.class, (data, message) -> second.incrementAndGet());
      nats.publish("twice", "data");
      await().atMost(Recorder.PATIENCE).until(() -> first.get() == 1 && second.get() == 1);
      one.unsubscribe();
      nats.publish("twice", "data");
      await().atMost(Recorder.PATIENCE).until(() -> second.get() == 2);

      assertThat(first).hasValue(1);
      assertThat(nats.getSubscriptions("twice")).hasSize(1);
    }
  }

  @Test
  void whatIsSubscribedWhileReconnectingIsRegisteredOnce(NatsServer server) {
    AtomicInteger calls = new AtomicInteger();
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats = NatsService.connect(proxy.url())) {
      cutOff(proxy, nats);
      NatsSubscription subscription =
          nats.subscribe("new", String.class, (data, message) -> calls.incrementAndGet());
      assertThat(subscription.isActive()).isFalse();
      comeBack(proxy, nats);
      assertThat(subscription.isActive()).isTrue();
      nats.publish("new", "data");
      passMarker(nats);

      assertThat(calls).hasValue(1);
    }
  }

  @Test
  void whatIsUnsubscribedWhileReconnectingDoesNotComeBack(NatsServer server) {
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats = NatsService.connect(proxy.url())) {
      NatsSubscription subscription = nats.subscribe("old", String.class, (data, message) -> {});
      cutOff(proxy, nats);
      subscription.unsubscribe();
      comeBack(proxy, nats);
      nats.flush(Recorder.PATIENCE);

      assertThat(server.subscriptions()).isZero();
    }
  }

  @Test
  void whatIsDrainedWhileReconnectingDoesNotComeBack(NatsServer server) {
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats = NatsService.connect(proxy.url())) {
      NatsSubscription subscription = nats.subscribe("old", String.class, (data, message) -> {});
      nats.flush(Recorder.PATIENCE);
      cutOff(proxy, nats);
      subscription.drain(Duration.ofSeconds(5));
      comeBack(proxy, nats);
      nats.flush(Recorder.PATIENCE);

      assertThat(nats.getSubscriptions()).isEmpty();
      assertThat(server.subscriptions()).isZero();
    }
  }

  @Test
  void nothingIsLostOrDuplicatedByComingAndGoingAcrossReconnects(NatsServer server) {
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats = NatsService.connect(proxy.url())) {
      List<NatsSubscription> live = new ArrayList<>();
      for (int round = 0; round < 10; round++) {
        proxy.cut();
        for (int i = 0; i < 10; i++) {
          String subject = "r" + round + "." + i;
          live.add(nats.subscribe(subject, String.class, (data, message) -> {}));
          if (i % 2 == 0) {
            live.remove(0).unsubscribe();
          }
        }
        awaitAnswer(nats);
      }
      nats.unsubscribeAll();
      assertThat(nats.getSubscriptions()).isEmpty();
      nats.subscribe("last", String.class, (data, message) -> {});
      nats.flush(Recorder.PATIENCE);

      // the inbox of requests is the other one
      await().atMost(Recorder.PATIENCE).until(() -> server.subscriptions() == 2);
    }
  }

  @Test
  void aServiceThatIsDrainedOrClosedTakesNoNewSubscription(NatsServer server) {
    NatsService nats = NatsService.connect(server.url());
    nats.close();
    assertThatThrownBy(() -> nats.subscribe("late", String.class, (data, message) -> {}))
        .isInstanceOf(ServiceClosedException.class);
  }

  private static void cutOff(FaultProxy proxy, NatsService nats) {
    proxy.refuse();
    proxy.cut();
    Recorder.awaitState(nats, ConnectionState.RECONNECTING);
  }

  private static void comeBack(FaultProxy proxy, NatsService nats) {
    proxy.accept();
    Recorder.awaitState(nats, ConnectionState.CONNECTED);
  }

  private static void awaitAnswer(NatsService nats) {
    NatsSubscription echo = nats.reply("echo", String.class, (data, message) -> data);
    await()
        .atMost(Recorder.PATIENCE)
        .ignoreExceptions()
        .until(() -> nats.request("echo", "data", String.class).equals("data"));
    echo.unsubscribe();
  }

  /** Returns when a message that was published after all others has been handled. */
  private static void passMarker(NatsService nats) {
    CountDownLatch marker = new CountDownLatch(1);
    NatsSubscription subscription =
        nats.subscribe("marker", String.class, (data, message) -> marker.countDown());
    nats.publish("marker", "data");
    await().atMost(Recorder.PATIENCE).until(() -> marker.getCount() == 0);
    subscription.unsubscribe();
  }
}
