package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PS1. */
@NatsTest
class HandlerFailureTest {
  private static final String SECRET = "S3CRET";

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("unchecked"),
        new IOException("checked"),
        new AssertionError("error"),
        new OutOfMemoryError("made up"),
        new NoClassDefFoundError("gone/Missing"),
        new InterruptedException("not asked for"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void onlyTheMessageOfAFailingHandlerIsAffected(Throwable thrown, NatsServer server) {
    Recorder recorder = new Recorder();
    List<String> handled = new CopyOnWriteArrayList<>();
    try (CapturedLog log = new CapturedLog();
        NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      NatsSubscription subscription =
          nats.subscribe(
              "work",
              String.class,
              (data, message) -> {
                if (data.startsWith("bad")) {
                  Failing.sneaky(thrown);
                }
                handled.add(data);
              });
      Headers headers = new Headers().put("Authorization", "Bearer " + SECRET);
      nats.publish("work", "good 1");
      nats.publish("work", "bad " + SECRET, headers);
      nats.publish("work", "good 2");
      nats.publish("work", "bad again");
      nats.publish("work", "good 3");
      await().atMost(Recorder.PATIENCE).until(() -> recorder.failures.size() >= 2);
      await().atMost(Recorder.PATIENCE).until(() -> subscription.statistics().handled() == 3);

      assertThat(handled).containsExactly("good 1", "good 2", "good 3");
      assertThat(recorder.failures).hasSize(2);
      HandlerFailedException first = recorder.failure(HandlerFailedException.class);
      assertThat(first.subject()).isEqualTo("work");
      assertThat(first).hasCause(thrown).hasMessageContaining(thrown.getClass().getName());
      assertThat(first.toString()).contains("'work'").doesNotContain(SECRET);
      assertThat(log.text()).contains("A handler on 'work' failed with").doesNotContain(SECRET);
      assertThat(subscription.statistics().failed()).isEqualTo(2);
      assertThat(nats.statistics().handlerFailures()).isEqualTo(2);
    }
  }

  @Test
  void aHandlerThatRecursesForEverDoesNotEndItsSubscription(NatsServer server) {
    Recorder recorder = new Recorder();
    List<String> handled = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      nats.subscribe(
          "deep",
          String.class,
          (data, message) -> handled.add(data.equals("bad") ? "" + Failing.recurse(1) : data));
      nats.publish("deep", "bad");
      nats.publish("deep", "good");

      await().atMost(Recorder.PATIENCE).until(() -> handled.contains("good"));
      assertThat(recorder.failure(HandlerFailedException.class))
          .hasCauseInstanceOf(StackOverflowError.class);
    }
  }

  @Test
  void aFailedStageOfAReplyHandlerIsReportedLikeAnException(NatsServer server) {
    Recorder recorder = new Recorder();
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      nats.reply(
          "later",
          String.class,
          (data, message) ->
              data.equals("bad")
                  ? CompletableFuture.supplyAsync(() -> Failing.unchecked("no"))
                  : CompletableFuture.completedFuture(data));
      nats.publish("later", "bad");

      assertThat(nats.request("later", "good", String.class)).isEqualTo("good");
      HandlerFailedException failure = recorder.failure(HandlerFailedException.class);
      assertThat(failure).hasCauseExactlyInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void anInterruptFlagThatAHandlerLeavesBehindIsNotForTheNextMessage(NatsServer server) {
    List<Boolean> flags = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.subscribe(
          "flag",
          byte[].class,
          (data, message) -> {
            flags.add(Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
          });
      nats.reply(
          "flag.reply",
          String.class,
          (data, message) -> {
            Thread.currentThread().interrupt();
            return data;
          });
      for (int i = 0; i < 50; i++) {
        nats.publish("flag", new byte[0]);
        assertThat(nats.request("flag.reply", "same", String.class)).isEqualTo("same");
      }
      await().atMost(Recorder.PATIENCE).until(() -> flags.size() == 50);
      assertThat(flags).containsOnly(false);
    }
  }

  @Test
  void anErrorListenerThatFailsIsToldOfTheNextFailureAllTheSame(NatsServer server) {
    List<String> told = new CopyOnWriteArrayList<>();
    NatsServiceConfig config =
        NatsServiceConfig.builder()
            .servers(server.url())
            .errorListener(
                failure -> {
                  told.add(failure.getMessage());
                  Failing.sneaky(new IOException("a listener in Kotlin may throw this"));
                })
            .build();
    try (NatsService nats = NatsService.connect(config)) {
      nats.subscribe("bad", byte[].class, (data, message) -> Failing.unchecked("no"));
      nats.publish("bad", new byte[0]);
      await().atMost(Recorder.PATIENCE).until(() -> told.size() == 1);
      nats.publish("bad", new byte[0]);
      await().atMost(Recorder.PATIENCE).until(() -> told.size() == 2);
    }
  }

  private static final class Mute extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message today");
    }
  }

  @Test
  void anExceptionThatCannotTellItsMessageAffectsOnlyItsOwnMessage(NatsServer server) {
    NatsServiceConfig config = new Recorder().config(server.url()).exposeErrorMessages().build();
    try (NatsService nats = NatsService.connect(config)) {
      NatsSubscription subscription =
          nats.reply(
              "work",
              String.class,
              (data, message) -> {
                if (data.startsWith("bad")) {
                  throw new Mute();
                }
                return data;
              },
              SubscriptionOptions.builder().concurrency(4).orderedBy(m -> "same").build());

      CompletableFuture<String> bad =
          nats.requestAsync("work", "bad", String.class, Recorder.PATIENCE.multipliedBy(3));
      CompletableFuture<String> good =
          nats.requestAsync("work", "good", String.class, Recorder.PATIENCE.multipliedBy(3));

      assertThat(Calling.result(good)).isEqualTo("good");
      assertThat(Calling.failure(bad)).isInstanceOf(RemoteErrorException.class);
      assertThat(subscription.statistics().failed()).isEqualTo(1);
    }
  }
}
