package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

// R5
@NatsTest
class RemoteErrorTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String NEUTRAL = "The handler failed.";

  private final Recorder recorder = new Recorder();
  private final List<NatsService> services = new ArrayList<>();
  private final String url;

  RemoteErrorTest(NatsServer server) {
    server.restore();
    url = server.url();
  }

  private NatsService service(NatsServiceConfigBuilder config) {
    NatsService service = NatsService.connect(config.build());
    services.add(service);
    return service;
  }

  @AfterEach
  void close() {
    services.forEach(NatsService::close);
  }

  record Failing(String name, ReplyHandler<String> handler, int code, String text) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A value that refers to itself can't be written as JSON. */
  static final class Endless {
    public Endless getSelf() {
      return this;
    }
  }

  static Stream<Arguments> failures() {
    List<Failing> all =
        List.of(
            new Failing(
                "meant for the caller",
                (data, message) -> {
                  throw new ReplyException(404, "No such order.");
                },
                404,
                "No such order."),
            new Failing(
                "with a negative code and no text",
                (data, message) -> {
                  throw new ReplyException(-1, "");
                },
                -1,
                ""),
            new Failing(
                "unchecked",
                (data, message) -> {
                  throw new IllegalStateException("db password is hunter2");
                },
                500,
                NEUTRAL),
            new Failing(
                "checked",
                (data, message) -> {
                  throw new java.io.IOException("secret path");
                },
                500,
                NEUTRAL),
            new Failing(
                "an error",
                (data, message) -> {
                  throw new StackOverflowError();
                },
                500,
                NEUTRAL),
            new Failing(
                "unserialisable",
                (data, message) -> new Endless(),
                500,
                "The answer can't be encoded."),
            new Failing(
                "with headers and unserialisable",
                (data, message) -> new Reply(new Endless(), new io.nats.client.impl.Headers()),
                500,
                "The answer can't be encoded."),
            new Failing(
                "larger than max_payload",
                (data, message) -> new byte[2 * 1024 * 1024],
                500,
                "The answer is larger than the server takes."),
            new Failing(
                "a failed stage",
                (data, message) ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          throw new ReplyException(409, "Conflict.");
                        }),
                409,
                "Conflict."),
            new Failing(
                "a stage failed before it was returned",
                (data, message) -> CompletableFuture.failedStage(new ReplyException(410, "Gone.")),
                410,
                "Gone."),
            new Failing(
                "a cancelled stage",
                (data, message) -> {
                  CompletableFuture<String> cancelled = new CompletableFuture<>();
                  cancelled.cancel(true);
                  return cancelled;
                },
                500,
                NEUTRAL));
    return all.stream()
        .flatMap(failing -> Arrays.stream(Calling.values()).map(c -> arguments(c, failing)));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailingHandlerAnswersTheCallerAtOnceWithCodeAndText(Calling calling, Failing failing) {
    NatsService nats = service(recorder.config(url));
    NatsSubscription handler =
        nats.reply(
            "work",
            String.class,
            (data, message) ->
                data.equals("good") ? "fine" : failing.handler().handle(data, message));

    NatsServiceException failure = Calling.failure(calling.start(nats, "work", "bad", LONG));

    assertThat(failure)
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            e -> {
              assertThat(e.code()).isEqualTo(failing.code());
              assertThat(e.remoteMessage()).isEqualTo(failing.text());
              assertThat(e.subject()).isEqualTo("work");
              assertThat(e.outcome()).isEqualTo(Outcome.REJECTED);
              assertThat(e.getCause()).isNull();
            });
    assertThat(calling.ask(nats, "work", "good", LONG)).isEqualTo("fine");
    await().until(() -> handler.statistics().failed() == 1);
    await().until(() -> nats.statistics().handlerFailures() == 1);
  }

  @ParameterizedTest
  @EnumSource
  void exposedMessagesReachTheCaller(Calling calling) {
    NatsService nats = service(recorder.config(url).exposeErrorMessages());
    nats.reply(
        "work",
        String.class,
        (data, message) -> {
          throw new IllegalStateException("The stock is empty.");
        });

    NatsServiceException failure = Calling.failure(calling.start(nats, "work", "?", LONG));

    assertThat(failure)
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            e -> {
              assertThat(e.code()).isEqualTo(500);
              assertThat(e.remoteMessage()).isEqualTo("The stock is empty.");
            });
  }

  @ParameterizedTest
  @EnumSource
  void aRequestThatCanNotBeDecodedIsABadRequest(Calling calling) {
    NatsService nats = service(recorder.config(url));
    NatsSubscription handler = nats.reply("number", Integer.class, (data, message) -> data);

    NatsServiceException failure = Calling.failure(calling.start(nats, "number", "{", LONG));

    assertThat(failure)
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            e -> {
              assertThat(e.code()).isEqualTo(400);
              assertThat(e.remoteMessage()).isEqualTo("The request can't be decoded.");
            });
    await().until(() -> handler.statistics().undecodable() == 1);
    assertThat(recorder.failure(DecodeException.class)).hasMessageContaining("number");
  }

  static Stream<Arguments> rejecting() {
    Middleware blocking =
        (data, message) -> {
          throw new ReplyException(401, "Not you.");
        };
    Middleware throwing =
        Middleware.async(
            (data, message) -> {
              throw new ReplyException(401, "Not you.");
            });
    Middleware failed =
        Middleware.async(
            (data, message) -> CompletableFuture.failedStage(new ReplyException(401, "Not you.")));
    Middleware later =
        Middleware.async(
            (data, message) ->
                CompletableFuture.supplyAsync(
                    () -> {
                      throw new ReplyException(401, "Not you.");
                    }));
    return Stream.of(blocking, throwing, failed, later)
        .flatMap(link -> Arrays.stream(Calling.values()).map(c -> arguments(c, link)));
  }

  @ParameterizedTest
  @MethodSource("rejecting")
  void rejectingMiddlewareAnswersTheCallerAndTheHandlerIsNotCalled(
      Calling calling, Middleware rejecting) {
    NatsService nats = service(recorder.config(url).replyMiddleware(rejecting));
    List<Message> handled = new ArrayList<>();
    nats.reply("guarded", String.class, (data, message) -> handled.add(message));

    NatsServiceException failure = Calling.failure(calling.start(nats, "guarded", "?", LONG));

    assertThat(failure)
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            e -> {
              assertThat(e.code()).isEqualTo(401);
              assertThat(e.remoteMessage()).isEqualTo("Not you.");
            });
    assertThat(handled).isEmpty();
  }
}
