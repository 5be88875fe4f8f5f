package ai.lixpi.nats;

import static ai.lixpi.nats.ConnectionState.CLOSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

// R8, A8
class PermissionTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String LIMITED =
      """
      authorization { users: [
        { user: free, password: S3CRET }
        { user: limited, password: S3CRET, permissions: {
            publish: { deny: ["secret.>"] }, subscribe: { deny: ["secret.>"] } } }
        { user: deaf, password: S3CRET, permissions: { subscribe: { deny: ["_INBOX.>"] } } }
        { user: mute, password: S3CRET, permissions: { publish: { deny: ["_INBOX.>"] } } }
      ] }
      """;
  private static final String OPEN =
      """
      authorization { users: [
        { user: free, password: S3CRET }, { user: limited, password: S3CRET }, { user: deaf, password: S3CRET }
      ] }
      """;

  @RegisterExtension
  static final NatsServerExtension NATS =
      NatsServerExtension.builder().server(server -> server.config(LIMITED)).build();

  private final NatsServer server = NATS.server();
  private final Recorder recorder = new Recorder();
  private final List<NatsService> open = new ArrayList<>();

  private NatsService as(String user, Recorder listener) {
    NatsService service =
        NatsService.connect(listener.config(server.url()).user(user).password("S3CRET").build());
    open.add(service);
    service.awaitConnected(LONG);
    return service;
  }

  @AfterEach
  void close() {
    open.forEach(NatsService::close);
  }

  private static void denied(NatsServiceException failure, String subject) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            PermissionDeniedException.class, e -> assertThat(e.subject()).isEqualTo(subject))
        .hasMessageContaining(subject);
    assertThat(failure.outcome()).isEqualTo(Outcome.REJECTED);
  }

  static Stream<Arguments> callings() {
    return Stream.of(ServerKind.values())
        .flatMap(kind -> Stream.of(Calling.values()).map(calling -> Arguments.of(calling, kind)));
  }

  @ParameterizedTest
  @MethodSource("callings")
  void aRequestOnADeniedSubjectIsRejectedLongBeforeItsTimeout(Calling calling, ServerKind kind) {
    kind.take(server);
    NatsService nats = as("limited", recorder);

    denied(Calling.failure(calling.start(nats, "secret.x", "?", LONG)), "secret.x");

    assertThat(nats.statistics().requestsInFlight()).isZero();
    assertThat(nats.isConnected()).isTrue();
  }

  @RepeatedTest(30)
  void aRefusalThatComesJustBeforeTheCloseIsToldBeforeTheEnd() {
    NatsService nats = as("limited", recorder);
    nats.publish("secret.x", "?");
    nats.flush(Recorder.PATIENCE);
    nats.close();

    await().atMost(Recorder.PATIENCE).until(() -> recorder.states().contains(CLOSED));
    assertThat(recorder.failures).hasSize(1);
    denied(recorder.failures.get(0), "secret.x");
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheRequestsOnTheDeniedSubjectAreRejected(Calling calling) {
    NatsService nats = as("limited", recorder);
    CompletableFuture<String> gate = new CompletableFuture<>();
    nats.reply("allowed", String.class, (data, message) -> gate);
    CompletableFuture<String> allowed = calling.start(nats, "allowed", "?", LONG);
    await().until(() -> nats.statistics().requestsInFlight() == 1);

    denied(Calling.failure(calling.start(nats, "secret.x", "?", LONG)), "secret.x");

    gate.complete("unharmed");
    assertThat(Calling.result(allowed)).isEqualTo("unharmed");
  }

  @ParameterizedTest
  @MethodSource("callings")
  void aRequestWithoutAnInboxIsRejectedAndSoIsTheNextOne(Calling calling, ServerKind kind) {
    kind.take(server);
    as("free", new Recorder()).reply("work", String.class, (data, message) -> data);
    NatsService nats = as("deaf", recorder);

    denied(Calling.failure(calling.start(nats, "work", "?", LONG)), "work");
    denied(Calling.failure(calling.start(nats, "work", "?", LONG)), "work");

    assertThat(nats.statistics().requestsInFlight()).isZero();
    assertThat(recorder.failure(PermissionDeniedException.class).subject()).startsWith("_INBOX.");
  }

  @ParameterizedTest
  @EnumSource
  void anInboxIsTriedAgainOnTheNextConnection(Calling calling) {
    NatsService responder = as("free", new Recorder());
    responder.reply("work", String.class, (data, message) -> data);
    NatsService nats = as("deaf", recorder);
    denied(Calling.failure(calling.start(nats, "work", "?", LONG)), "work");

    server.restart(settings -> settings.config(OPEN));
    responder.awaitConnected(LONG);
    responder.flush(LONG);

    await().until(() -> nats.status().reconnects() == 1);
    assertThat(calling.ask(nats, "work", "allowed now", LONG)).isEqualTo("allowed now");
  }

  @ParameterizedTest
  @EnumSource
  void anInboxThatStaysDeniedIsRejectedOnTheNextConnectionToo(Calling calling) {
    NatsService nats = as("deaf", recorder);
    for (int round = 0; round < 5; round++) {
      int reconnects = round;
      await().until(() -> nats.status().reconnects() == reconnects);
      NatsServiceException failure = Calling.failure(calling.start(nats, "work", "?", LONG));
      assertThat(failure.outcome()).isEqualTo(Outcome.REJECTED);
      server.restart();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeniedSubscriptionSaysSoAndOthersStayActive(ServerKind kind) {
    kind.take(server);
    NatsService nats = as("limited", recorder);
    NatsSubscription good = nats.subscribe("open.x", String.class, (data, message) -> {});

    NatsSubscription plain = nats.subscribe("secret.x", String.class, (data, message) -> {});
    NatsSubscription grouped =
        nats.subscribe(
            "secret.y", String.class, (data, message) -> {}, SubscriptionOptions.queue("workers"));

    await().until(() -> plain.failure().isPresent() && grouped.failure().isPresent());
    denied(plain.failure().orElseThrow(), "secret.x");
    denied(grouped.failure().orElseThrow(), "secret.y");
    assertThat(plain.isActive()).isFalse();
    assertThat(good.isActive()).isTrue();
    assertThat(good.failure()).isEmpty();
    await().until(() -> recorder.failures.size() == 2);
    assertThat(recorder.failures).hasOnlyElementsOfType(PermissionDeniedException.class);
  }

  @Test
  void aDeniedSubscriptionIsTriedAgainOnTheNextConnection() {
    NatsService nats = as("limited", recorder);
    List<String> received = new java.util.concurrent.CopyOnWriteArrayList<>();
    NatsSubscription subscription =
        nats.subscribe("secret.x", String.class, (data, message) -> received.add(data));
    await().until(() -> subscription.failure().isPresent());

    server.restart(settings -> settings.config(OPEN));

    await().until(subscription::isActive);
    assertThat(subscription.failure()).isEmpty();
    nats.publish("secret.x", "at last");
    await().until(() -> received.equals(List.of("at last")));
  }

  @Test
  void aDeniedSubscriptionFailsAgainOnTheNextConnectionWhenNothingHasChanged() {
    NatsService nats = as("limited", recorder);
    NatsSubscription subscription = nats.subscribe("secret.x", String.class, (data, message) -> {});
    for (int round = 0; round < 5; round++) {
      int reconnects = round;
      await().until(() -> nats.status().reconnects() == reconnects);
      await().until(() -> subscription.failure().isPresent());
      assertThat(subscription.isActive()).isFalse();
      server.restart();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeniedPublishReachesTheErrorListenerAndTheConnectionStays(ServerKind kind) {
    kind.take(server);
    NatsService nats = as("limited", recorder);
    List<String> received = new java.util.concurrent.CopyOnWriteArrayList<>();
    nats.subscribe("open.x", String.class, (data, message) -> received.add(data));

    nats.publish("secret.x", "refused");
    nats.publish("open.x", "allowed");

    denied(recorder.failure(PermissionDeniedException.class), "secret.x");
    await().until(() -> received.equals(List.of("allowed")));
    assertThat(nats.status().reconnects()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aResponderThatMayNotAnswerIsToldSo(ServerKind kind) {
    kind.take(server);
    NatsService mute = as("mute", recorder);
    mute.reply("work", String.class, (data, message) -> data);
    mute.flush(LONG);
    NatsService nats = as("free", new Recorder());

    NatsServiceException failure =
        Calling.failure(Calling.ASYNC.start(nats, "work", "?", Duration.ofSeconds(1)));

    assertThat(failure).isInstanceOf(RequestTimeoutException.class);
    assertThat(recorder.failure(PermissionDeniedException.class).subject()).startsWith("_INBOX.");
  }
}
