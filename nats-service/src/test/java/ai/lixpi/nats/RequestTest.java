package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.codec.Codecs;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NatsTest
class RequestTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Recorder recorder = new Recorder();
  private NatsService nats = closed();

  private static NatsService closed() {
    NatsService service = NatsService.create(NatsServiceConfig.builder().build());
    service.close();
    return service;
  }

  @BeforeEach
  void connect(NatsServer server) {
    nats = NatsService.connect(recorder.config(server.url()).build());
  }

  @AfterEach
  void close() {
    nats.close();
  }

  // R1
  @ParameterizedTest
  @EnumSource
  void aRequestThatNobodyAnswersIsRejectedLongBeforeItsTimeout(Calling calling) {
    NatsServiceException failure = Calling.failure(calling.start(nats, "nobody", "?", LONG));

    assertThat(failure).isInstanceOf(NoRespondersException.class).hasMessageContaining("nobody");
    assertThat(failure.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(nats.statistics().requestsInFlight()).isZero();
  }

  // R2
  @ParameterizedTest
  @EnumSource
  void aSilentResponderEndsInATimeoutOfUnknownOutcome(Calling calling) {
    nats.subscribe("silent", String.class, (data, message) -> {});
    Duration timeout = Duration.ofMillis(200);
    long start = System.nanoTime();

    NatsServiceException failure = Calling.failure(calling.start(nats, "silent", "?", timeout));

    assertThat(failure)
        .isInstanceOfSatisfying(
            RequestTimeoutException.class, e -> assertThat(e.timeout()).isEqualTo(timeout));
    assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(timeout, Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @EnumSource
  void aTimeoutOfOneMillisecondEndsTheRequestAndHarmsNoOther(Calling calling) {
    nats.reply("echo", String.class, (data, message) -> data);
    nats.subscribe("silent", String.class, (data, message) -> {});

    assertThat(Calling.failure(calling.start(nats, "silent", "?", Duration.ofMillis(1))))
        .isInstanceOf(RequestTimeoutException.class);
    assertThat(calling.ask(nats, "echo", "still here", LONG)).isEqualTo("still here");
  }

  @ParameterizedTest
  @EnumSource
  void aTimeoutOfAYearIsAnsweredAtOnce(Calling calling) {
    nats.reply("echo", String.class, (data, message) -> data);

    assertThat(calling.ask(nats, "echo", "soon", Duration.ofDays(365))).isEqualTo("soon");
  }

  @ParameterizedTest
  @EnumSource
  void headersOfARequestReachTheHandlerAndThoseOfAReplyTheCaller(Calling calling) {
    nats.reply("headers", String.class, (data, message) -> message.getHeaders().getFirst("Trace"));
    Headers headers = new Headers().put("Trace", "abc");

    CompletableFuture<String> answer =
        calling.start(nats, "headers", "?", RequestOptions.timeout(LONG).withHeaders(headers));

    assertThat(Calling.result(answer)).isEqualTo("abc");
  }

  // R9
  @Test
  void aReplyHandlerWithoutReplySubjectRunsAndAnswersNobody() {
    NatsSubscription handler = nats.reply("work", String.class, (data, message) -> "done");
    NatsSubscription failing =
        nats.reply(
            "broken",
            String.class,
            (data, message) -> {
              throw new ReplyException(400, "no");
            });

    nats.publish("work", "no reply wanted");
    nats.publish("broken", "no reply wanted");

    await().until(() -> handler.statistics().handled() == 1);
    await().until(() -> failing.statistics().failed() == 1);
    assertThat(handler.statistics().withoutReplyTo()).isEqualTo(1);
    assertThat(failing.statistics().withoutReplyTo()).isEqualTo(1);
    assertThat(nats.request("work", "wanted", String.class)).isEqualTo("done");
    assertThat(recorder.failures).isEmpty();
  }

  @Test
  void anInterruptEndsABlockingRequestAndTheFlagStaysSet() throws InterruptedException {
    nats.subscribe("silent", String.class, (data, message) -> {});
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                nats.request("silent", "?", String.class, LONG);
              } catch (NatsServiceException e) {
                flag.complete(Thread.currentThread().isInterrupted());
                failure.complete(e);
              }
            });
    caller.start();
    await().until(() -> nats.statistics().requestsInFlight() == 1);

    caller.interrupt();

    assertThat(Calling.result(failure))
        .isInstanceOfSatisfying(
            InterruptedCallException.class,
            e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
    assertThat(Calling.result(flag)).isTrue();
    assertThat(nats.statistics().requestsInFlight()).isZero();
  }

  @Test
  void cancellingTheFutureGivesTheRequestUpAndItsAnswerCountsAsLate() {
    CompletableFuture<String> gate = new CompletableFuture<>();
    NatsSubscription handler = nats.reply("slow", String.class, (data, message) -> gate);
    CompletableFuture<String> answer = nats.requestAsync("slow", "?", String.class, LONG);
    await().until(() -> handler.statistics().received() == 1);

    answer.cancel(true);

    assertThat(answer).isCancelled();
    assertThat(nats.statistics().requestsInFlight()).isZero();
    gate.complete("too late");
    await().until(() -> nats.statistics().lateReplies() == 1);
  }

  @ParameterizedTest
  @EnumSource
  void aRequestAfterCloseIsNotSent(Calling calling) {
    nats.close();

    NatsServiceException failure = Calling.failure(calling.start(nats, "echo", "?", LONG));

    assertThat(failure).isInstanceOf(ServiceClosedException.class);
    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
  }

  @ParameterizedTest
  @EnumSource
  void closingTheServiceEndsARequestInFlightWithUnknownOutcome(Calling calling) {
    nats.subscribe("silent", String.class, (data, message) -> {});
    CompletableFuture<String> answer = calling.start(nats, "silent", "?", LONG);
    await().until(() -> nats.statistics().requestsInFlight() == 1);

    nats.disconnect();

    NatsServiceException failure = Calling.failure(answer);
    assertThat(failure).isInstanceOf(ConnectionLostException.class);
    assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerCanAskItsOwnService(Calling calling) {
    nats.reply("inner", String.class, (data, message) -> "inner " + data);
    nats.reply(
        "outer",
        String.class,
        (data, message) -> "outer " + calling.ask(nats, "inner", data, LONG));

    assertThat(calling.ask(nats, "outer", "x", LONG)).isEqualTo("outer inner x");
  }

  @Test
  void aHandlerThatAsksItselfTimesOutAndTheNextMessageIsHandled() {
    nats.reply(
        "self",
        String.class,
        (data, message) ->
            data.equals("recurse")
                ? nats.request("self", "x", String.class, Duration.ofMillis(200))
                : data);

    assertThatThrownBy(() -> nats.request("self", "recurse", String.class, LONG))
        .isInstanceOf(RemoteErrorException.class);
    assertThat(nats.request("self", "plain", String.class, LONG)).isEqualTo("plain");
  }

  @Test
  void aContinuationCanAskAgainAndBlock() {
    nats.reply("echo", String.class, (data, message) -> data);
    CompletableFuture<String> chain = nats.requestAsync("echo", "0", String.class, LONG);
    for (int i = 1; i <= 50; i++) {
      String next = Integer.toString(i);
      chain = chain.thenApply(before -> nats.request("echo", before + " " + next, String.class));
    }

    assertThat(Calling.result(chain)).startsWith("0 1 2").endsWith("49 50");
  }

  @ParameterizedTest
  @EnumSource
  void typedAnswersAreDecodedAndThoseThatCanNotBeAreReported(Calling calling) {
    nats.reply("list", String.class, (data, message) -> List.of(1, 2, 3));

    CompletableFuture<int[]> numbers =
        calling.start(nats, "list", "?", Codecs.json(int[].class), RequestOptions.timeout(LONG));
    CompletableFuture<Map<String, String>> map =
        calling.start(
            nats,
            "list",
            "?",
            Codecs.<Map<String, String>>json((java.lang.reflect.Type) Map.class),
            RequestOptions.timeout(LONG));

    assertThat(Calling.result(numbers)).containsExactly(1, 2, 3);
    assertThat(Calling.failure(map))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("'list'");
  }
}
