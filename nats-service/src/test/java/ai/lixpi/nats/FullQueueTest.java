package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** L2: what is neither a small message nor done at once while the outgoing queue is full. */
@NatsTest
class FullQueueTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final Duration SOON = Duration.ofSeconds(15);

  private final Recorder recorder = new Recorder();
  private final NatsServer server;
  private final FaultProxy proxy;

  FullQueueTest(NatsServer server) {
    this.server = server;
    this.proxy = FaultProxy.to(server);
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private NatsService connect(Duration publishTimeout) {
    return NatsService.connect(
        recorder
            .config(proxy.url())
            .publishTimeout(publishTimeout)
            .jnats(options -> options.maxMessagesInOutgoingQueue(10))
            .build());
  }

  /** Publishes until nothing more is taken. */
  private void fill(NatsService nats) {
    proxy.stall(Direction.CLIENT_TO_SERVER);
    byte[] filler = new byte[4_096];
    for (int i = 0; i < 1_000_000; i++) {
      try {
        nats.publish("flood", filler);
      } catch (BufferFullException e) {
        return;
      }
    }
    throw new AssertionError("Nothing was refused.");
  }

  private Thread fillInBackground(NatsService nats, int size) {
    proxy.stall(Direction.CLIENT_TO_SERVER);
    byte[] filler = new byte[size];
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!Thread.currentThread().isInterrupted()) {
                  nats.publish("flood", filler);
                }
              } catch (NatsServiceException e) {
                // interrupted, which is how this ends
              }
            },
            "flood");
    thread.start();
    await().atMost(Recorder.PATIENCE).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return thread;
  }

  @Test
  void aSubscriptionThatFindsNoRoomSaysSoAndIsRegisteredLater() {
    CompletableFuture<String> seen = new CompletableFuture<>();
    try (NatsService nats = connect(SHORT);
        NatsService other = NatsService.connect(server.url())) {
      fill(nats);

      NatsSubscription late =
          nats.subscribe("late", String.class, (text, message) -> seen.complete(text));

      assertThat(late.isActive()).isFalse();
      NatsServiceException failure = late.failure().orElseThrow();
      assertThat(failure)
          .isInstanceOf(BufferFullException.class)
          .hasMessageContaining("The subscription on 'late'");
      assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
      assertThat(recorder.failure(BufferFullException.class)).isSameAs(failure);
      proxy.flow();
      await().atMost(Recorder.PATIENCE).until(late::isActive);
      assertThat(late.failure()).isEmpty();
      nats.flush(Recorder.PATIENCE);
      other.publish("late", "better than never");
      assertThat(seen).succeedsWithin(Recorder.PATIENCE).isEqualTo("better than never");
      assertThat(nats.status().reconnects()).isZero();
    }
  }

  @Test
  void aSubscriptionWaitsForRoomWithinThePublishTimeout() throws InterruptedException {
    try (NatsService nats = connect(LONG)) {
      Thread flood = fillInBackground(nats, 4_096);
      CompletableFuture<NatsSubscription> made = new CompletableFuture<>();
      Thread subscriber =
          new Thread(
              () -> made.complete(nats.subscribe("patient", String.class, (text, message) -> {})));
      subscriber.start();
      await()
          .atMost(Recorder.PATIENCE)
          .until(() -> subscriber.getState() == Thread.State.TIMED_WAITING);
      // jnats itself gives up after a twentieth of a second
      assertThat(made.copy().orTimeout(1, java.util.concurrent.TimeUnit.SECONDS))
          .failsWithin(Recorder.PATIENCE);
      flood.interrupt();
      proxy.flow();

      assertThat(made).succeedsWithin(Recorder.PATIENCE);
      assertThat(made.join().isActive()).isTrue();
      assertThat(made.join().failure()).isEmpty();
      flood.join();
    }
  }

  @Test
  void theEndOfASubscriptionThatFindsNoRoomReachesTheServerLater() {
    try (NatsService nats = connect(SHORT)) {
      NatsSubscription old = nats.subscribe("old", String.class, (text, message) -> {});
      nats.flush(Recorder.PATIENCE);
      assertThat(server.subscriptions()).isEqualTo(1);
      fill(nats);

      old.unsubscribe();

      assertThat(recorder.failure(BufferFullException.class))
          .hasMessageContaining("The end of the subscription on 'old'");
      proxy.flow();
      await().atMost(Recorder.PATIENCE).until(() -> server.subscriptions() == 0);
      assertThat(nats.status().reconnects()).isZero();
    }
  }

  @Test
  void aDrainThatFindsNoRoomLeavesNothingBehind() {
    try (NatsService nats = connect(SHORT)) {
      NatsSubscription old = nats.subscribe("old", String.class, (text, message) -> {});
      nats.flush(Recorder.PATIENCE);
      fill(nats);

      assertThat(old.drain(SHORT).complete()).isFalse();

      proxy.flow();
      await().atMost(Recorder.PATIENCE).until(() -> server.subscriptions() == 0);
      proxy.cut();
      await().atMost(Recorder.PATIENCE).until(() -> nats.status().reconnects() == 1);
      nats.flush(Recorder.PATIENCE);
      assertThat(server.subscriptions()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFirstRequestEndsAtItsOwnDeadlineAndWasNotSent(Calling calling)
      throws InterruptedException {
    try (NatsService nats = connect(LONG)) {
      Thread flood = fillInBackground(nats, 4_096);

      assertNotSentSoon(calling, nats, new byte[0]);

      flood.interrupt();
      proxy.flow();
      flood.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLargeRequestEndsAtItsOwnDeadlineAndWasNotSent(Calling calling) throws InterruptedException {
    try (NatsService nats =
        NatsService.connect(recorder.config(proxy.url()).publishTimeout(LONG).build())) {
      nats.reply("job", byte[].class, (data, message) -> data);
      assertThat(nats.request("job", new byte[1], byte[].class)).hasSize(1);
      Thread flood = fillInBackground(nats, 128 * 1024);

      assertNotSentSoon(calling, nats, new byte[128 * 1024]);

      flood.interrupt();
      proxy.flow();
      flood.join();
      assertThat(nats.request("job", new byte[2], byte[].class)).hasSize(2);
    }
  }

  private static void assertNotSentSoon(Calling calling, NatsService nats, byte[] data) {
    long start = System.nanoTime();
    NatsServiceException failure =
        Calling.failure(
            calling.start(
                nats,
                "job",
                data,
                ai.lixpi.nats.codec.Codecs.bytes(),
                RequestOptions.timeout(Duration.ofMillis(500))));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    assertThat(failure).isInstanceOf(BufferFullException.class).hasMessageContaining("'job'");
    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
  }

  @Test
  void aSubscriptionThatTheClientRefusesIsNotKept() {
    try (NatsService nats =
        NatsService.connect(
            recorder
                .config(server.url())
                .jnats(options -> options.maxControlLine(1_024))
                .build())) {
      assertThatThrownBy(
              () -> nats.subscribe("s." + "x".repeat(1_500), String.class, (text, message) -> {}))
          .isInstanceOf(InvalidSubjectException.class);
      assertThat(nats.getSubscriptions()).isEmpty();
    }
  }

  @Test
  void aSubscriptionThatTheClientRefusesOnConnectDoesNotHoldUpTheOthers() {
    try (NatsService nats =
        NatsService.create(
            recorder
                .config(server.url())
                .jnats(options -> options.maxControlLine(1_024))
                .build())) {
      NatsSubscription bad =
          nats.subscribe("s." + "x".repeat(1_500), String.class, (text, message) -> {});
      NatsSubscription good = nats.subscribe("good", String.class, (text, message) -> {});

      assertThat(nats.connect(Recorder.PATIENCE)).isTrue();

      assertThat(good.isActive()).isTrue();
      assertThat(bad.failure()).containsInstanceOf(InvalidSubjectException.class);
      assertThat(bad.isActive()).isFalse();
      recorder.failure(InvalidSubjectException.class);
    }
  }

  @Test
  void flushesThatTimeOutDoNotCutTheConnection() {
    try (NatsService nats = NatsService.connect(recorder.config(proxy.url()).build())) {
      proxy.stall();
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> nats.flush(Duration.ofMillis(50)))
            .isInstanceOf(NotConnectedException.class);
      }
      proxy.flow();
      nats.flush(Recorder.PATIENCE);

      assertThat(nats.status().reconnects()).isZero();
    }
  }
}
