package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.lixpi.nats.codec.Codecs;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong values fail at the earliest moment with a sentence that says what would be right. */
class BadInputTest {
  private static Arguments builder(String why, Consumer<NatsServiceConfigBuilder> call) {
    ThrowingCallable attempt =
        () -> {
          NatsServiceConfigBuilder builder = NatsServiceConfig.builder();
          call.accept(builder);
          builder.build();
        };
    return Arguments.of(why, attempt);
  }

  static Stream<Arguments> configurations() {
    return Stream.of(
        builder("The list of servers is empty: give at least one like", b -> b.servers()),
        builder("The list of servers is empty: give at least one", b -> b.servers(List.of())),
        builder("servers is null: ", b -> b.servers(Failing.<String[]>nothing())),
        builder("servers is null: ", b -> b.servers(Failing.<List<String>>nothing())),
        builder("A server URL is empty", b -> b.servers("a", Failing.nothing())),
        builder("A server URL is empty", b -> b.servers(Arrays.asList("a", Failing.nothing()))),
        builder("The name is blank or longer than 256 characters: give", b -> b.name(" ")),
        builder("The name is blank or longer than", b -> b.name("x".repeat(257))),
        builder("The name has a control character", b -> b.name("a\nb")),
        builder("name is null: ", b -> b.name(Failing.nothing())),
        builder("token is null: ", b -> b.token(Failing.nothing())),
        builder("user is null: ", b -> b.user(Failing.nothing())),
        builder("password is null: ", b -> b.password(Failing.nothing())),
        builder("credentials is null: ", b -> b.credentials(Failing.nothing())),
        builder("tlsCaCert is null: ", b -> b.tlsCaCert(Failing.<String>nothing())),
        builder("tlsCaCert is null: ", b -> b.tlsCaCert(Failing.<java.nio.file.Path>nothing())),
        builder("can't be used: give a PEM file", b -> b.tlsCaCert("/does/not/exist.pem")),
        builder("can't be used: give a PEM file", b -> b.tlsCaCert("a\0b")),
        builder("maxReconnectAttempts is -2: give 0 or more", b -> b.maxReconnectAttempts(-2)),
        builder("publishBufferBytes is -1: give 0 or more", b -> b.publishBufferBytes(-1)),
        builder(
            "One of subscriptions is null: ",
            b -> b.subscriptions(Failing.nothing(), Failing.nothing())),
        builder(
            "One of middleware is null: ", b -> b.middleware(Failing.nothing(), Failing.nothing())),
        builder(
            "One of replyMiddleware is null: ",
            b -> b.replyMiddleware(Failing.nothing(), Failing.nothing())),
        builder(
            "One of codecFactories is null: ",
            b -> b.codecFactories(Failing.nothing(), Failing.nothing())),
        builder("statusListener is null: ", b -> b.statusListener(Failing.nothing())),
        builder("errorListener is null: ", b -> b.errorListener(Failing.nothing())),
        builder("observer is null: ", b -> b.observer(Failing.nothing())),
        builder("jnats is null: ", b -> b.jnats(Failing.nothing())));
  }

  static Stream<Arguments> durations() {
    Stream<Duration> wrong =
        Stream.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofDays(366), Failing.nothing());
    return wrong.flatMap(
        d -> {
          String why =
              " is "
                  + d
                  + ": give a duration above zero and of at most 365 days, like Duration.ofSeconds(3)";
          return Stream.of(
              builder("reconnectTimeWait" + why, b -> b.reconnectTimeWait(d)),
              builder("connectTimeout" + why, b -> b.connectTimeout(d)),
              builder("requestTimeout" + why, b -> b.requestTimeout(d)),
              builder("drainTimeout" + why, b -> b.drainTimeout(d)),
              builder("publishTimeout" + why, b -> b.publishTimeout(d)),
              builder("pingInterval" + why, b -> b.pingInterval(d)));
        });
  }

  private static Arguments call(String why, ThrowingCallable attempt) {
    return Arguments.of(why, attempt);
  }

  static Stream<Arguments> options() {
    SubscriptionDefinition definition =
        SubscriptionDefinition.subscribe("a", String.class, (data, message) -> {});
    return Stream.of(
        call(
            "concurrency is 0: give a number from 1 to 10000",
            () -> SubscriptionOptions.builder().concurrency(0)),
        call(
            "concurrency is 10001: give a number from 1 to 10000",
            () -> SubscriptionOptions.builder().concurrency(10_001)),
        call(
            "pendingMessages is 0: give a number of at least 1",
            () -> SubscriptionOptions.builder().pendingMessages(0)),
        call(
            "pendingBytes is 0: give a number of at least 1",
            () -> SubscriptionOptions.builder().pendingBytes(0)),
        call("queue is null: ", () -> SubscriptionOptions.queue(Failing.nothing())),
        call(
            "orderedBy is null: ",
            () -> SubscriptionOptions.builder().orderedBy(Failing.nothing())),
        call("timeout is PT0S: give", () -> RequestOptions.timeout(Duration.ZERO)),
        call("headers is null: ", () -> RequestOptions.DEFAULT.withHeaders(Failing.nothing())),
        call(
            "The handler is null: give a lambda",
            () -> SubscriptionDefinition.subscribe("a", String.class, Failing.nothing())),
        call(
            "payloadType is null: ",
            () -> SubscriptionDefinition.reply("a", Failing.<Class<String>>nothing(), (d, m) -> d)),
        call("options is null: ", () -> definition.withOptions(Failing.nothing())),
        call("permissions is null: ", () -> definition.withPermissions(Failing.nothing())),
        call("codec is null: ", () -> definition.withCodec(Failing.nothing())),
        call("config is null: ", () -> NatsService.create(Failing.nothing())),
        call("config is null: ", () -> NatsService.connect(Failing.<NatsServiceConfig>nothing())),
        call("config is null: ", () -> NatsService.init(Failing.nothing())),
        call("A server URL is empty", () -> NatsService.connect(Failing.<String>nothing())),
        call("properties is null: ", () -> NatsServiceConfig.fromProperties(Failing.nothing())),
        call("environment is null: ", () -> NatsServiceConfig.fromEnvironment(Failing.nothing())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"configurations", "durations", "options"})
  void aWrongValueIsRefusedWithASentence(String why, ThrowingCallable attempt) {
    assertRefused(ConfigurationException.class, why, attempt);
  }

  @Test
  void aWrongArgumentIsRefusedAtTheCallConnectedOrNot() {
    NatsService nats = NatsService.create(NatsServiceConfig.builder().build());
    try {
      Class<String> noType = Failing.nothing();
      MessageHandler<String> noHandler = Failing.nothing();
      ReplyHandler<String> noReply = Failing.nothing();
      Class<ConfigurationException> type = ConfigurationException.class;
      assertRefused(type, "type is null", () -> nats.subscribe("a", noType, (d, m) -> {}));
      assertRefused(type, "type is null", () -> nats.reply("a", noType, (d, m) -> d));
      assertRefused(type, "type is null", () -> nats.request("a", "b", noType));
      assertRefused(type, "type is null", () -> nats.requestAsync("a", "b", noType));
      assertRefused(
          type, "The handler is null", () -> nats.subscribe("a", String.class, noHandler));
      assertRefused(type, "The handler is null", () -> nats.reply("a", String.class, noReply));
      assertRefused(
          type,
          "options is null",
          () -> nats.subscribe("a", String.class, (d, m) -> {}, Failing.nothing()));
      assertRefused(
          type, "options is null", () -> nats.request("a", "b", Codecs.text(), Failing.nothing()));
      assertRefused(
          type,
          "codec is null",
          () ->
              nats.subscribe(
                  "a",
                  Failing.<ai.lixpi.nats.codec.Codec<String>>nothing(),
                  (d, m) -> {},
                  SubscriptionOptions.DEFAULT));
      assertRefused(
          type,
          "codec is null",
          () ->
              nats.request(
                  "a",
                  "b",
                  Failing.<ai.lixpi.nats.codec.Codec<String>>nothing(),
                  RequestOptions.DEFAULT));
      assertRefused(type, "headers is null", () -> nats.publish("a", "b", Failing.nothing()));
      assertRefused(type, "timeout is PT0S", () -> nats.connect(Duration.ZERO));
      assertRefused(type, "timeout is PT0S", () -> nats.awaitConnected(Duration.ZERO));
      assertRefused(type, "timeout is null", () -> nats.flush(Failing.nothing()));
      assertRefused(type, "timeout is PT-1S", () -> nats.drain(Duration.ofSeconds(-1)));
      assertRefused(type, "listener is null", () -> nats.addStatusListener(Failing.nothing()));
      assertRefused(type, "filter is null", () -> nats.getSubscriptions(Failing.<String>nothing()));
      assertRefused(
          type, "subjects is null", () -> nats.getSubscriptions(Failing.<List<String>>nothing()));
      assertRefused(
          InvalidSubjectException.class,
          "The subject is null: give one like",
          () -> nats.publish(Failing.nothing(), "b"));
      assertRefused(
          InvalidSubjectException.class,
          "The subject is null: give one like",
          () -> nats.subscribe(Failing.nothing(), String.class, (d, m) -> {}));
      NatsSubscription live = nats.subscribe("a", String.class, (d, m) -> {});
      assertRefused(type, "timeout is null", () -> live.drain(Failing.nothing()));
      assertThat(nats.getSubscriptions()).containsExactly(live);
      assertThat(nats.statistics().requestsInFlight()).isZero();
    } finally {
      nats.disconnect();
    }
  }

  private static void assertRefused(
      Class<? extends NatsServiceException> type, String why, ThrowingCallable attempt) {
    Throwable failure = catchThrowable(attempt);
    assertThat(failure).isInstanceOf(type).hasMessageContaining(why);
    assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.NOT_SENT);
  }
}
