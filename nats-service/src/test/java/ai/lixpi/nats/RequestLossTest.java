package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The caller goes through a proxy, the responder straight to the server. */
@NatsTest
class RequestLossTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final NatsServer server;
  private final FaultProxy proxy;
  private final NatsService responder;
  private final NatsService caller;

  RequestLossTest(NatsServer server) {
    this.server = server;
    server.restore();
    proxy = FaultProxy.to(server);
    responder = NatsService.connect(new Recorder().config(server.url()).build());
    caller = NatsService.connect(new Recorder().config(proxy.url()).build());
    open.addAll(List.of(caller, responder, proxy));
  }

  @BeforeEach
  void answer() {
    responder.reply(
        "job",
        String.class,
        (data, message) -> {
          seen.add(data);
          boolean hold = data.startsWith("hold") && count(data) == 1;
          return hold ? new CompletableFuture<String>() : CompletableFuture.completedFuture(data);
        },
        SubscriptionOptions.builder().concurrency(64).build());
    responder.flush(LONG);
  }

  @AfterEach
  void close() throws Exception {
    responder.disconnect(); // its handlers never end
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private long count(String data) {
    return seen.stream().filter(data::equals).count();
  }

  private CompletableFuture<String> inFlight(Calling calling, RequestOptions options) {
    CompletableFuture<String> answer =
        calling.start(caller, "job", "hold", options.withTimeout(LONG));
    await().until(() -> count("hold") == 1);
    return answer;
  }

  // R3
  @ParameterizedTest
  @EnumSource
  void aCutFailsTheRequestInFlightAtOnceAndItIsNotSentAgain(Calling calling) {
    CompletableFuture<String> answer = inFlight(calling, RequestOptions.DEFAULT);

    proxy.cut();

    NatsServiceException failure = Calling.failure(answer);
    assertThat(failure).isInstanceOf(ConnectionLostException.class).hasMessageContaining("job");
    assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(calling.ask(caller, "job", "marker", LONG)).isEqualTo("marker");
    assertThat(seen).containsExactly("hold", "marker");
    assertThat(caller.statistics().requestsInFlight()).isZero();
  }

  // R3
  @ParameterizedTest
  @EnumSource
  void aKilledServerFailsTheRequestInFlightAtOnceAndItIsNotSentAgain(Calling calling) {
    CompletableFuture<String> answer = inFlight(calling, RequestOptions.DEFAULT);
    proxy.refuse();

    server.kill();

    assertThat(Calling.failure(answer)).isInstanceOf(ConnectionLostException.class);
    comeBack();
    assertThat(calling.ask(caller, "job", "marker", LONG)).isEqualTo("marker");
    assertThat(seen).containsExactly("hold", "marker");
  }

  /** Lets the caller in only when the responder is there again. */
  private void comeBack() {
    server.restart();
    responder.awaitConnected(LONG);
    responder.flush(LONG);
    proxy.accept();
  }

  // R3
  @ParameterizedTest
  @EnumSource
  void anIdempotentRequestIsSentAgainAfterACutAndAnswered(Calling calling) {
    CompletableFuture<String> answer = inFlight(calling, RequestOptions.DEFAULT.idempotent());

    proxy.cut();

    assertThat(Calling.result(answer)).isEqualTo("hold");
    assertThat(seen).containsExactly("hold", "hold");
  }

  // R3
  @ParameterizedTest
  @EnumSource
  void anIdempotentRequestIsSentAgainToARestartedServerAndAnswered(Calling calling) {
    CompletableFuture<String> answer = inFlight(calling, RequestOptions.DEFAULT.idempotent());
    proxy.refuse();

    server.kill();
    comeBack();

    assertThat(Calling.result(answer)).isEqualTo("hold");
    assertThat(seen).containsExactly("hold", "hold");
  }

  // R3: it was sent once, whatever becomes of the second time
  @ParameterizedTest
  @EnumSource
  void anIdempotentRequestThatFindsNoWayBackHasAnUnknownOutcome(Calling calling) {
    CompletableFuture<String> answer =
        calling.start(
            caller, "job", "hold", RequestOptions.timeout(Duration.ofSeconds(2)).idempotent());
    await().until(() -> count("hold") == 1);
    proxy.refuse();

    proxy.cut();

    NatsServiceException failure = Calling.failure(answer);
    assertThat(failure).isInstanceOf(ConnectionLostException.class);
    assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    proxy.accept();
    assertThat(calling.ask(caller, "job", "marker", LONG)).isEqualTo("marker");
    assertThat(seen).containsExactly("hold", "marker");
  }

  // R3: it was sent once, so "nobody answers" does not mean that it did not happen
  @ParameterizedTest
  @EnumSource
  void anIdempotentRequestThatFindsTheResponderGoneHasAnUnknownOutcome(Calling calling) {
    CompletableFuture<String> answer = inFlight(calling, RequestOptions.DEFAULT.idempotent());
    proxy.refuse();
    proxy.cut();
    Recorder.awaitState(caller, ConnectionState.RECONNECTING);
    responder.disconnect();

    proxy.accept();

    assertThat(Calling.failure(answer).outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource
  void closingWhileAnIdempotentRequestWaitsToBeSentAgainLeavesItsOutcomeUnknown(Calling calling) {
    CompletableFuture<String> answer = inFlight(calling, RequestOptions.DEFAULT.idempotent());
    proxy.refuse();
    proxy.cut();
    Recorder.awaitState(caller, ConnectionState.RECONNECTING);

    caller.disconnect();

    assertThat(Calling.failure(answer).outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  // R4
  @ParameterizedTest
  @EnumSource
  void aRequestMadeWhileDisconnectedIsAnsweredAfterTheReconnect(Calling calling) {
    disconnect();

    CompletableFuture<String> answer = calling.start(caller, "job", "late", LONG);
    await().until(() -> caller.statistics().requestsInFlight() == 1);
    proxy.accept();

    assertThat(Calling.result(answer)).isEqualTo("late");
    assertThat(seen).containsExactly("late");
  }

  // R4
  @ParameterizedTest
  @EnumSource
  void aRequestThatExpiresWhileDisconnectedIsNeverExecuted(Calling calling) {
    disconnect();

    NatsServiceException failure =
        Calling.failure(calling.start(caller, "job", "expired", Duration.ofMillis(200)));

    assertThat(failure).isInstanceOf(NotConnectedException.class);
    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(caller.statistics().bufferedBytes()).isZero();
    proxy.accept();
    assertThat(calling.ask(caller, "job", "marker", LONG)).isEqualTo("marker");
    assertThat(seen).containsExactly("marker");
  }

  private void disconnect() {
    proxy.refuse();
    proxy.cut();
    Recorder.awaitState(caller, ConnectionState.RECONNECTING);
  }

  @ParameterizedTest
  @EnumSource
  void aCancelledOrInterruptedRequestThatWaitsForAConnectionIsNeverExecuted(Calling calling)
      throws InterruptedException {
    disconnect();
    if (calling == Calling.ASYNC) {
      CompletableFuture<String> answer = calling.start(caller, "job", "cancelled", LONG);
      answer.cancel(true);
    } else {
      CompletableFuture<NatsServiceException> failure = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  caller.request("job", "interrupted", String.class, LONG);
                } catch (NatsServiceException e) {
                  failure.complete(e);
                }
              });
      thread.start();
      await().until(() -> caller.statistics().bufferedBytes() > 0);
      thread.interrupt();
      assertThat(Calling.result(failure)).isInstanceOf(InterruptedCallException.class);
      assertThat(Calling.result(failure).outcome()).isEqualTo(Outcome.NOT_SENT);
      thread.join();
    }

    proxy.accept();

    assertThat(calling.ask(caller, "job", "marker", LONG)).isEqualTo("marker");
    assertThat(seen).containsExactly("marker");
  }

  @ParameterizedTest
  @EnumSource
  void aRequestBeforeTheFirstConnectIsAnsweredAfterIt(Calling calling) throws Exception {
    NatsService fresh = NatsService.create(new Recorder().config(proxy.url()).build());
    open.add(0, fresh);
    CompletableFuture<String> answer = calling.start(fresh, "job", "first", LONG);
    await().until(() -> fresh.statistics().requestsInFlight() == 1);

    fresh.connect(LONG);

    assertThat(Calling.result(answer)).isEqualTo("first");
  }

  @ParameterizedTest
  @EnumSource
  void aRequestBeforeTheFirstConnectExpiresUnsent(Calling calling) throws Exception {
    NatsService fresh = NatsService.create(new Recorder().config(proxy.url()).build());
    open.add(0, fresh);

    NatsServiceException failure =
        Calling.failure(calling.start(fresh, "job", "never", Duration.ofMillis(200)));

    assertThat(failure).isInstanceOf(NotConnectedException.class);
    fresh.connect(LONG);
    assertThat(calling.ask(fresh, "job", "marker", LONG)).isEqualTo("marker");
    assertThat(seen).containsExactly("marker");
  }
}
