package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.ScriptedServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NatsTest
class CloseTest {
  private static final Duration GENEROUS = Duration.ofSeconds(4);

  private final Recorder recorder = new Recorder();

  @Test
  @DisplayName("CN10 nor does it hold up close(), which drains for as long as is configured")
  void handlerThatNeverReturnsIsInterruptedByClose(NatsServer server) {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    NatsService nats =
        NatsService.connect(
            recorder.config(server.url()).drainTimeout(Duration.ofSeconds(1)).build());
    nats.subscribe(
        "s",
        String.class,
        (text, message) -> {
          started.countDown();
          try {
            never.await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });
    nats.publish("s", "x");
    await().atMost(Recorder.PATIENCE).until(() -> started.getCount() == 0);

    long start = System.nanoTime();
    nats.close();

    assertThat(ConnectTest.since(start)).isBetween(Duration.ofSeconds(1), GENEROUS);
    await().atMost(Recorder.PATIENCE).until(() -> interrupted.getCount() == 0);
    assertThat(nats.status().state()).isEqualTo(ConnectionState.CLOSED);
  }

  @Test
  @DisplayName("CN10 a handler that never returns does not hold up a drain beyond its timeout")
  void handlerThatNeverReturnsIsInterruptedByTheDrain(NatsServer server) {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    NatsService nats = NatsService.connect(recorder.config(server.url()).build());
    nats.subscribe(
        "s",
        String.class,
        (text, message) -> {
          started.countDown();
          try {
            never.await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });
    IntStream.range(0, 4).forEach(n -> nats.publish("s", "x"));
    await().atMost(Recorder.PATIENCE).until(() -> started.getCount() == 0);
    nats.flush(Recorder.PATIENCE);

    long start = System.nanoTime();
    DrainResult result = nats.drain(Duration.ofSeconds(1));

    assertThat(ConnectTest.since(start)).isBetween(Duration.ofSeconds(1), GENEROUS);
    assertThat(result.complete()).isFalse();
    assertThat(result.unfinished()).containsExactly("s");
    assertThat(result.unhandled()).isEqualTo(3);
    assertThat(recorder.failure(MessageLostException.class).count()).isEqualTo(3);
    await().atMost(Recorder.PATIENCE).until(() -> interrupted.getCount() == 0);
    assertThat(nats.status().state()).isEqualTo(ConnectionState.CLOSED);
  }

  @Test
  @DisplayName("CN10 a drain handles what has arrived and sends what was published")
  void drainHandlesWhatHasArrived(NatsServer server) {
    List<Integer> handled = new CopyOnWriteArrayList<>();
    List<Integer> answers = new CopyOnWriteArrayList<>();
    try (NatsService witness = NatsService.connect(server.url())) {
      witness.subscribe("answers", Integer.class, (n, message) -> answers.add(n));
      witness.flush(Recorder.PATIENCE);
      NatsService nats = NatsService.connect(recorder.config(server.url()).build());
      nats.subscribe(
          "s",
          Integer.class,
          (n, message) -> {
            handled.add(n);
            nats.publish("answers", n);
          });
      nats.flush(Recorder.PATIENCE);
      IntStream.range(0, 2_000).forEach(n -> nats.publish("s", n));

      DrainResult result = nats.drain();

      assertThat(result).isEqualTo(new DrainResult(true, List.of(), 0, 0));
      assertThat(handled).hasSize(2_000);
      await().atMost(Recorder.PATIENCE).until(() -> answers.size() == 2_000);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("close ends an attempt that is stuck in a black hole")
  void closeEndsAnAttemptThatIsStuck(boolean drain) {
    try (ScriptedServer silent = ScriptedServer.start(ScriptedServer.silence())) {
      NatsService nats =
          NatsService.create(
              recorder.config(silent.url()).connectTimeout(Duration.ofMinutes(1)).build());
      nats.connect(Duration.ofMillis(1));
      await().atMost(Recorder.PATIENCE).until(() -> silent.connectionCount() == 1);
      assertClosesSoon(nats, drain);
      await().atMost(Recorder.PATIENCE).until(() -> silent.connectionCount() == 0);
      assertThat(silent.totalConnections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("close ends the wait between two attempts, before and after the first connection")
  void closeEndsTheWaitBetweenAttempts(boolean connectedBefore, NatsServer server) {
    if (!connectedBefore) {
      server.restart(settings -> settings.token("S3CRET"));
    }
    NatsService nats = NatsService.connect(recorder.config(server.url()).build());
    if (connectedBefore) {
      server.restart(settings -> settings.token("S3CRET"));
    }
    // after refusals the waits are long: a second, two, four
    await().atMost(Recorder.PATIENCE).until(() -> nats.status().failedAttempts() >= 3);
    assertClosesSoon(nats, false);
  }

  private static void assertClosesSoon(NatsService nats, boolean drain) {
    long start = System.nanoTime();
    if (drain) {
      nats.close();
    } else {
      nats.disconnect();
    }
    assertThat(ConnectTest.since(start)).isLessThan(GENEROUS);
    assertThat(nats.status().state()).isEqualTo(ConnectionState.CLOSED);
    assertThatThrownBy(() -> nats.publish("s", "x")).isInstanceOf(ServiceClosedException.class);
    nats.close();
    nats.disconnect();
  }

  @Test
  @DisplayName("close in the moment in which the server accepts leaves no connection behind")
  void closeInTheMomentOfSuccessLeavesNoConnection(NatsServer server) {
    for (int round = 0; round < 20; round++) {
      try (FaultProxy proxy = FaultProxy.to(server)) {
        NatsService nats = NatsService.create(recorder.config(proxy.url()).build());
        CompletableFuture<Void> closed = new CompletableFuture<>();
        proxy.after(
            Direction.SERVER_TO_CLIENT,
            "PONG",
            () ->
                closed.completeAsync(
                    () -> {
                      nats.disconnect();
                      return null;
                    }));
        nats.connect(Duration.ofMillis(1));
        assertThat(closed).succeedsWithin(Recorder.PATIENCE);
        assertThat(nats.status().state()).isEqualTo(ConnectionState.CLOSED);
        await().atMost(Recorder.PATIENCE).until(() -> proxy.connectionCount() == 0);
      }
    }
    await().atMost(Recorder.PATIENCE).until(() -> server.connections() == 0);
  }

  @Test
  @DisplayName("every message of a buffer that is being sent during close is sent or counted")
  void closeWhileTheBufferIsSentLosesNothingSilently(NatsServer server) {
    List<byte[]> received = new CopyOnWriteArrayList<>();
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService witness = NatsService.connect(server.url())) {
      witness.subscribe("s", byte[].class, (bytes, message) -> received.add(bytes));
      witness.flush(Recorder.PATIENCE);
      NatsService nats = NatsService.connect(recorder.config(proxy.url()).build());
      proxy.refuse();
      proxy.cut();
      Recorder.awaitState(nats, ConnectionState.RECONNECTING);
      IntStream.range(0, 700).forEach(n -> nats.publish("s", new byte[10_000]));
      CompletableFuture<DrainResult> closed = new CompletableFuture<>();
      proxy.before(
          Direction.CLIENT_TO_SERVER,
          "PUB ",
          () -> closed.completeAsync(() -> nats.drain(Recorder.PATIENCE)));
      proxy.accept();

      assertThat(closed).succeedsWithin(Recorder.PATIENCE);
      DrainResult result = closed.join();
      await()
          .atMost(Recorder.PATIENCE)
          .untilAsserted(() -> assertThat(received.size() + result.unsent()).isEqualTo(700));
      assertThat(result.complete()).isTrue();
    }
  }

  @Test
  @DisplayName("a handler may close its own service, and is not interrupted for it")
  void handlerMayCloseItsOwnService(NatsServer server) {
    NatsService nats = NatsService.connect(recorder.config(server.url()).build());
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    AtomicReference<DrainResult> result = new AtomicReference<>();
    nats.subscribe(
        "s",
        String.class,
        (text, message) -> {
          result.set(nats.drain());
          interrupted.complete(Thread.currentThread().isInterrupted());
        });
    nats.publish("s", "close yourself");
    assertThat(interrupted).succeedsWithin(GENEROUS).isEqualTo(false);
    assertThat(result.get()).isEqualTo(new DrainResult(true, List.of(), 0, 0));
    assertThat(nats.status().state()).isEqualTo(ConnectionState.CLOSED);
  }

  @Test
  @DisplayName("a status listener may close its own service, and is told of the end")
  void statusListenerMayCloseItsOwnService(NatsServer server) {
    CompletableFuture<NatsService> service = new CompletableFuture<>();
    CountDownLatch told = new CountDownLatch(1);
    NatsService nats = NatsService.create(recorder.config(server.url()).build());
    service.complete(nats);
    nats.addStatusListener(
        status -> {
          if (status.state() == ConnectionState.CONNECTED) {
            service.join().close();
          } else if (status.state() == ConnectionState.CLOSED) {
            told.countDown();
          }
        });
    nats.connect(Recorder.PATIENCE);
    await().atMost(GENEROUS).until(() -> told.getCount() == 0);
    assertThat(recorder.states())
        .containsExactly(
            ConnectionState.CONNECTED, ConnectionState.DRAINING, ConnectionState.CLOSED);
  }

  @Test
  @DisplayName("two threads may close at once: both return when it is closed")
  void twoThreadsMayCloseAtOnce(NatsServer server) {
    for (int round = 0; round < 10; round++) {
      NatsService nats = NatsService.connect(recorder.config(server.url()).build());
      List<CompletableFuture<ConnectionState>> closers =
          IntStream.range(0, 4)
              .mapToObj(
                  n ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            nats.close();
                            return nats.status().state();
                          }))
              .toList();
      assertThat(closers)
          .allSatisfy(
              closer ->
                  assertThat(closer)
                      .succeedsWithin(Recorder.PATIENCE)
                      .isEqualTo(ConnectionState.CLOSED));
    }
    await().atMost(Recorder.PATIENCE).until(() -> server.connections() == 0);
  }

  @Test
  @DisplayName("close with the interrupt flag set closes, and keeps the flag")
  void closeKeepsTheInterruptFlag(NatsServer server) {
    NatsService nats = NatsService.connect(recorder.config(server.url()).build());
    Thread.currentThread().interrupt();
    nats.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(nats.status().state()).isEqualTo(ConnectionState.CLOSED);
    await().atMost(Recorder.PATIENCE).until(() -> server.connections() == 0);
  }

  @Test
  @DisplayName("disconnect cuts a drain short, and returns when the service is closed")
  void disconnectCutsADrainShort(NatsServer server) throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    NatsService nats = NatsService.connect(recorder.config(server.url()).build());
    NatsSubscription stubborn =
        nats.subscribe(
            "s",
            String.class,
            (text, message) -> {
              entered.countDown();
              boolean open = false;
              while (!open) {
                try {
                  Failing.await(gate);
                  open = true;
                } catch (InterruptedException e) {
                  // some handlers do not care
                }
              }
            });
    IntStream.range(0, 4).forEach(n -> nats.publish("s", "x"));
    Failing.await(entered);
    await().atMost(Recorder.PATIENCE).until(() -> stubborn.statistics().received() == 4);
    CompletableFuture<DrainResult> drain =
        CompletableFuture.supplyAsync(() -> nats.drain(Duration.ofMinutes(5)));
    Recorder.awaitState(nats, ConnectionState.DRAINING);
    await().atMost(Recorder.PATIENCE).until(() -> server.subscriptions() == 0);

    long start = System.nanoTime();
    nats.disconnect();

    assertThat(ConnectTest.since(start)).isLessThan(Duration.ofSeconds(10));
    assertThat(nats.status().state()).isEqualTo(ConnectionState.CLOSED);
    assertThat(drain).succeedsWithin(Recorder.PATIENCE);
    assertThat(drain.join().complete()).isFalse();
    assertThat(drain.join().unhandled()).isEqualTo(3);
    assertThat(recorder.failure(MessageLostException.class).count()).isEqualTo(3);
    gate.countDown();
  }
}
