package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@NatsTest
class MiddlewareTest {
  private final List<String> steps = new CopyOnWriteArrayList<>();

  private Middleware blocking(String name) {
    return (data, message) -> {
      steps.add(name);
      return new Inbound(data + "+" + name, message);
    };
  }

  private Middleware later(String name) {
    return Middleware.async(
        (data, message) ->
            CompletableFuture.supplyAsync(
                () -> {
                  steps.add(name);
                  return new Inbound(data + "+" + name, message);
                }));
  }

  @Test
  void middlewareRunsInOrderForAllAndReplyMiddlewareAfterItForReplyHandlersOnly(NatsServer server) {
    NatsServiceConfig config =
        NatsServiceConfig.builder()
            .servers(server.url())
            .replyMiddleware(blocking("r1"), later("r2"))
            .middleware(blocking("m1"), later("m2"), later("m3"))
            .middleware(blocking("m4"))
            .build();
    List<String> handled = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(config)) {
      nats.subscribe("plain", String.class, (data, message) -> handled.add(data));
      nats.reply("answer", String.class, (data, message) -> data);

      assertThat(nats.request("answer", "in", String.class)).isEqualTo("in+m1+m2+m3+m4+r1+r2");
      assertThat(steps).containsExactly("m1", "m2", "m3", "m4", "r1", "r2");
      nats.publish("plain", "in");
      await().atMost(Recorder.PATIENCE).until(() -> handled.size() == 1);
      assertThat(handled).containsExactly("in+m1+m2+m3+m4");
    }
  }

  @Test
  void middlewareMayReplaceTheMessageAndTheAnswerGoesToTheCallerAllTheSame(NatsServer server) {
    NatsServiceConfig config =
        NatsServiceConfig.builder()
            .servers(server.url())
            .middleware(
                (data, message) ->
                    new Inbound(
                        data,
                        NatsMessage.builder()
                            .subject("replaced")
                            .headers(new Headers().put("User", "ada"))
                            .data(message.getData())
                            .build()))
            .build();
    try (NatsService nats = NatsService.connect(config)) {
      nats.reply(
          "answer",
          String.class,
          (data, message) -> message.getSubject() + " " + message.getHeaders().getFirst("User"));

      assertThat(nats.request("answer", "in", String.class)).isEqualTo("replaced ada");
    }
  }

  static Stream<Arguments> rejections() {
    Middleware blocking =
        (data, message) -> {
          throw new ReplyException(403, "Not you.");
        };
    Middleware failedStage =
        Middleware.async(
            (data, message) -> CompletableFuture.failedFuture(new ReplyException(403, "Not you.")));
    Middleware later =
        Middleware.async(
            (data, message) ->
                CompletableFuture.supplyAsync(
                    () -> {
                      throw new ReplyException(403, "Not you.");
                    }));
    Middleware unexpected =
        (data, message) -> {
          throw new IOException("SELECT secret FROM users");
        };
    Middleware nothing = (data, message) -> Failing.nothing();
    Middleware noStage = Middleware.async((data, message) -> Failing.nothing());
    Middleware otherType = (data, message) -> new Inbound(42, message);
    return Stream.of(
        Arguments.of("an exception", blocking, 403, "Not you."),
        Arguments.of("a failed stage", failedStage, 403, "Not you."),
        Arguments.of("a stage that fails later", later, 403, "Not you."),
        Arguments.of("an unexpected exception", unexpected, 500, "The handler failed."),
        Arguments.of("null", nothing, 500, "The handler failed."),
        Arguments.of("a null stage", noStage, 500, "The handler failed."),
        Arguments.of("data of another type", otherType, 500, "The handler failed."));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rejections")
  void aRejectionReachesTheCallerAndNotTheHandler(
      String how, Middleware middleware, int code, String text, NatsServer server) {
    Recorder recorder = new Recorder();
    NatsServiceConfig config = recorder.config(server.url()).middleware(middleware).build();
    List<String> handled = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(config)) {
      NatsSubscription subscription =
          nats.reply(
              "answer",
              String.class,
              (data, message) -> {
                handled.add(data);
                return data;
              });

      RemoteErrorException failure =
          catchThrowableOfType(
              RemoteErrorException.class, () -> nats.request("answer", "in", String.class));
      assertThat(failure.code()).isEqualTo(code);
      assertThat(failure).hasMessageContaining(text).hasMessageNotContaining("SELECT");
      assertThat(handled).isEmpty();
      await().atMost(Recorder.PATIENCE).until(() -> subscription.statistics().failed() == 1);
    }
  }

  @Test
  void aRejectedMessageOfAPlainSubscriptionIsReportedAndTheNextOneHandled(NatsServer server) {
    Recorder recorder = new Recorder();
    NatsServiceConfig config =
        recorder
            .config(server.url())
            .middleware(
                (data, message) -> {
                  if (data.equals("bad")) {
                    throw new ReplyException(400, "No.");
                  }
                  return new Inbound(data, message);
                })
            .build();
    List<String> handled = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(config)) {
      nats.subscribe("plain", String.class, (data, message) -> handled.add(data));
      nats.publish("plain", "bad");
      nats.publish("plain", "good");

      await().atMost(Recorder.PATIENCE).until(() -> handled.contains("good"));
      assertThat(handled).containsExactly("good");
      assertThat(recorder.failure(HandlerFailedException.class))
          .hasCauseInstanceOf(ReplyException.class);
    }
  }

  @Test
  void anOpenStageKeepsTheOrderOfItsSubscription(NatsServer server) {
    CompletableFuture<Void> open = new CompletableFuture<>();
    NatsServiceConfig config =
        NatsServiceConfig.builder()
            .servers(server.url())
            .middleware(
                Middleware.async(
                    (data, message) ->
                        data.equals("first")
                            ? open.thenApply(nothing -> new Inbound(data, message))
                            : CompletableFuture.completedFuture(new Inbound(data, message))))
            .build();
    List<String> handled = new CopyOnWriteArrayList<>();
    List<String> others = new CopyOnWriteArrayList<>();
    try (NatsService nats = NatsService.connect(config)) {
      nats.subscribe("ordered", String.class, (data, message) -> handled.add(data));
      nats.subscribe("other", String.class, (data, message) -> others.add(data));
      nats.publish("ordered", "first");
      nats.publish("ordered", "second");
      nats.publish("other", "marker");
      await().atMost(Recorder.PATIENCE).until(() -> others.contains("marker"));

      assertThat(handled).isEmpty();
      open.complete(null);
      await().atMost(Recorder.PATIENCE).until(() -> handled.size() == 2);
      assertThat(handled).containsExactly("first", "second");
    }
  }
}
