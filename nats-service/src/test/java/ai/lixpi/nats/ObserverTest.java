package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.observe.NatsObserver;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@NatsTest
class ObserverTest {
  /** Writes down what it is told. */
  private static class Told implements NatsObserver {
    final List<String> calls = new CopyOnWriteArrayList<>();

    void tell(String call) {
      calls.add(call);
    }

    @Override
    public void published(String subject, int bytes) {
      tell("published " + subject.replaceFirst("^_INBOX.*", "a reply") + " " + bytes);
    }

    @Override
    public void handled(String subject, Duration duration, boolean succeeded) {
      assertThat(duration).isPositive();
      tell("handled " + subject + " " + succeeded);
    }

    @Override
    public void dropped(String subject) {
      tell("dropped " + subject);
    }

    @Override
    public void requested(String subject, Duration duration, boolean succeeded) {
      assertThat(duration).isPositive();
      tell("requested " + subject + " " + succeeded);
    }

    @Override
    public void failed(NatsServiceException failure) {
      tell("failed " + failure.getClass().getSimpleName());
    }
  }

  private static NatsService connect(NatsServer server, NatsObserver observer) {
    return NatsService.connect(
        NatsServiceConfig.builder().servers(server.url()).observer(observer).build());
  }

  private static void work(NatsService nats) throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    nats.reply(
        "greet",
        String.class,
        (data, message) -> data.equals("bad") ? Failing.unchecked("") : data);
    assertThat(nats.request("greet", "good", String.class)).isEqualTo("good");
    assertThatThrownBy(() -> nats.request("greet", "bad", String.class))
        .isInstanceOf(RemoteErrorException.class);
    assertThatThrownBy(() -> nats.request("nobody", "x", String.class))
        .isInstanceOf(NoRespondersException.class);
    NatsSubscription slow =
        nats.subscribe(
            "slow",
            Integer.class,
            (data, message) -> {
              entered.countDown();
              Failing.await(gate);
            },
            SubscriptionOptions.builder().pendingMessages(1).build());
    nats.publish("slow", 1);
    Failing.await(entered);
    nats.publish("slow", "undecodable");
    nats.publish("slow", 3);
    await().atMost(Recorder.PATIENCE).until(() -> slow.statistics().dropped() == 1);
    gate.countDown();
    await().atMost(Recorder.PATIENCE).until(() -> slow.statistics().undecodable() == 1);
  }

  @Test
  void eachHookIsCalled(NatsServer server) throws InterruptedException {
    Told told = new Told();
    try (NatsService nats = connect(server, told)) {
      work(nats);
      await().atMost(Recorder.PATIENCE).until(() -> told.calls.contains("failed DecodeException"));
      await().atMost(Recorder.PATIENCE).until(() -> told.calls.contains("handled slow false"));
    }
    assertThat(told.calls)
        .containsExactlyInAnyOrder(
            "published greet 4",
            "handled greet true",
            "published a reply 4",
            "requested greet true",
            "published greet 3",
            "failed HandlerFailedException",
            "handled greet false",
            "published a reply 31",
            "requested greet false",
            "published nobody 1",
            "requested nobody false",
            "published slow 1",
            "published slow 11",
            "published slow 1",
            "dropped slow",
            "failed SlowConsumerException",
            "handled slow true",
            "failed DecodeException",
            "handled slow false");
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("an observer may fail"),
        new AssertionError("in any way"),
        new NoSuchMethodError("also by its metrics library"),
        new IOException("also checked"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void anObserverThatFailsIsHarmless(Throwable failure, NatsServer server)
      throws InterruptedException {
    Told failing =
        new Told() {
          @Override
          void tell(String call) {
            super.tell(call);
            Failing.sneaky(failure);
          }
        };
    try (NatsService nats = connect(server, failing)) {
      work(nats);

      assertThat(nats.statistics().handlerFailures()).isEqualTo(1);
      assertThat(nats.drain().complete()).isTrue();
    }
    assertThat(failing.calls).contains("handled slow true", "dropped slow");
  }
}
