package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.TestCertificates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

// L3
class LimitTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Recorder recorder = new Recorder();

  @Test
  void aSubscriptionTooManySaysSoAndTheOthersGoOnAndItComesBackWhenThereIsRoom() throws Exception {
    Set<String> heard = ConcurrentHashMap.newKeySet();
    List<NatsSubscription> subscriptions = new ArrayList<>();
    try (NatsServer server = NatsServer.builder().config("max_subscriptions: 8").start();
        NatsService nats = NatsService.connect(recorder.config(server.url()).build());
        NatsService peer = NatsService.connect(server.url())) {
      nats.awaitConnected(LONG);
      peer.awaitConnected(LONG);
      for (int i = 0; i < 10; i++) {
        subscriptions.add(
            nats.subscribe("s." + i, String.class, (data, message) -> heard.add(data)));
      }
      await()
          .atMost(LONG)
          .until(() -> recorder.failures.stream().filter(this::isLimit).count() == 2);
      nats.flush(LONG);

      List<NatsSubscription> refused =
          subscriptions.stream().filter(each -> !each.isActive()).toList();

      assertThat(refused).isEqualTo(subscriptions.subList(8, 10));
      assertThat(refused)
          .allSatisfy(
              each ->
                  assertThat(each.failure())
                      .hasValueSatisfying(
                          failure -> {
                            assertThat(failure).isInstanceOf(LimitExceededException.class);
                            assertThat(failure.outcome()).isEqualTo(Outcome.REJECTED);
                            assertThat(failure).hasMessageContaining(each.subject());
                          }));
      publishToAll(peer);
      await().atMost(LONG).until(() -> heard.size() == 8);

      server.restart(settings -> settings.config("max_subscriptions: 100"));

      await().atMost(LONG).until(() -> subscriptions.stream().allMatch(NatsSubscription::isActive));
      peer.awaitConnected(LONG);
      nats.flush(LONG);
      heard.clear();
      publishToAll(peer);
      await().atMost(LONG).until(() -> heard.size() == 10);
    }
  }

  @Test
  void anInboxTooManyFailsTheRequestsAndNoSubscription() throws Exception {
    try (NatsServer server = NatsServer.builder().config("max_subscriptions: 2").start();
        NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      nats.awaitConnected(LONG);
      List<NatsSubscription> subscriptions =
          List.of(
              nats.subscribe("s.1", String.class, (data, message) -> {}),
              nats.subscribe("s.2", String.class, (data, message) -> {}));
      nats.flush(LONG);

      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> nats.request("nobody", "x", String.class, LONG))
            .isInstanceOf(LimitExceededException.class)
            .hasMessageContaining("for replies");
      }

      assertThat(subscriptions).allMatch(NatsSubscription::isActive);
    }
  }

  private boolean isLimit(NatsServiceException failure) {
    return failure instanceof LimitExceededException;
  }

  private static void publishToAll(NatsService peer) {
    for (int i = 0; i < 10; i++) {
      peer.publish("s." + i, "to " + i);
    }
  }

  @Test
  void aServerWithoutRoomForAConnectionIsTriedUntilThereIsSome() throws Exception {
    try (NatsServer server = NatsServer.builder().config("max_connections: 1").start();
        NatsService first = NatsService.connect(server.url())) {
      first.awaitConnected(LONG);
      try (NatsService second = NatsService.connect(recorder.config(server.url()).build())) {
        await()
            .atMost(LONG)
            .until(() -> second.status().lastFailure().filter(this::isLimit).isPresent());
        assertThat(second.status().state()).isEqualTo(ConnectionState.CONNECTING);
        assertThat(second.status().lastFailure())
            .hasValueSatisfying(
                failure ->
                    assertThat(failure)
                        .hasMessageContaining("has no room (maximum connections exceeded)")
                        .hasMessageContaining("keeps trying"));

        first.disconnect();

        second.awaitConnected(LONG);
      }
    }
  }

  // such a server says INFO and its refusal in one breath
  @Test
  void aServerWithoutRoomIsAskedMoreAndMoreSlowly() throws Exception {
    List<Long> asked = new CopyOnWriteArrayList<>();
    try (NatsServer server = NatsServer.builder().config("max_connections: 1").start();
        FaultProxy proxy = FaultProxy.to(server);
        NatsService first = NatsService.connect(server.url())) {
      first.awaitConnected(LONG);
      note(proxy, asked);
      try (NatsService second = NatsService.connect(recorder.config(proxy.url()).build())) {
        await().atMost(LONG).until(() -> asked.size() >= 4);
        assertThat(second.status().lastFailure().filter(this::isLimit)).isPresent();
      }
    }
    for (int attempt = 1; attempt < 4; attempt++) {
      assertThat(Duration.ofNanos(asked.get(attempt) - asked.get(attempt - 1)))
          .isGreaterThan(Duration.ofMillis(150L << attempt));
    }
  }

  // such a server says so between INFO and TLS
  @Test
  void aServerWithTlsAndWithoutRoomSaysSo() throws Exception {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server =
            NatsServer.builder().tls(certificates).config("max_connections: 1").start();
        NatsService first = NatsService.connect(config(server, certificates))) {
      first.awaitConnected(LONG);
      try (NatsService second = NatsService.connect(config(server, certificates))) {
        await()
            .atMost(LONG)
            .until(() -> second.status().lastFailure().filter(this::isLimit).isPresent());
      }
    }
  }

  private NatsServiceConfig config(NatsServer server, TestCertificates certificates) {
    return recorder.config(server.url()).tlsCaCert(certificates.ca()).build();
  }

  private static void note(FaultProxy proxy, List<Long> asked) {
    proxy.before(
        Direction.SERVER_TO_CLIENT,
        "INFO ",
        () -> {
          asked.add(System.nanoTime());
          note(proxy, asked);
        });
  }
}
