package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.codec.Codec;
import ai.lixpi.nats.codec.CodecFactory;
import ai.lixpi.nats.codec.Codecs;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NatsTest
class PreconfiguredSubscriptionTest {
  private final List<Object> handled = new CopyOnWriteArrayList<>();

  private SubscriptionDefinition plain() {
    return SubscriptionDefinition.subscribe(
        "pre.plain", String.class, (data, message) -> handled.add(data));
  }

  private static SubscriptionDefinition reply() {
    return SubscriptionDefinition.reply("pre.reply", Integer.class, (data, message) -> data + 1);
  }

  @Test
  void theyAreRegisteredOnceAfterTheFirstConnect(NatsServer server) {
    try (FaultProxy proxy = FaultProxy.to(server)) {
      proxy.refuse();
      NatsServiceConfig config =
          NatsServiceConfig.builder()
              .servers(proxy.url())
              .connectTimeout(java.time.Duration.ofMillis(200))
              .subscriptions(plain(), reply().withQueue("workers"))
              .build();
      try (NatsService nats = NatsService.connect(config)) {
        assertThat(nats.getSubscriptions()).isEmpty();
        proxy.accept();
        Recorder.awaitState(nats, ConnectionState.CONNECTED);
        assertThat(nats.getSubscriptions())
            .extracting(Object::toString)
            .containsExactly("SUBSCRIBE pre.plain", "REPLY pre.reply in queue group workers");

        for (int reconnects = 1; reconnects <= 2; reconnects++) {
          int expected = reconnects;
          proxy.cut();
          await().atMost(Recorder.PATIENCE).until(() -> nats.status().reconnects() == expected);
        }
        nats.publish("pre.plain", "once");
        assertThat(nats.request("pre.reply", 41, Integer.class)).isEqualTo(42);
        await().atMost(Recorder.PATIENCE).until(() -> handled.contains("once"));
        assertThat(handled).containsExactly("once");
        assertThat(nats.getSubscriptions()).hasSize(2);
      }
    }
  }

  record Unreadable(String text) {}

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneThatCannotBeRegisteredIsLoggedAndTheOthersGoOn(boolean error, NatsServer server) {
    CodecFactory failing =
        new CodecFactory() {
          @Override
          public <T> @Nullable Codec<T> codec(Class<T> type) {
            if (type == Unreadable.class) {
              Failing.sneaky(
                  error ? new NoClassDefFoundError("a/Module") : new IllegalStateException("no"));
            }
            return null;
          }
        };
    NatsServiceConfig config =
        NatsServiceConfig.builder()
            .servers(server.url())
            .codecFactories(failing)
            .subscriptions(
                SubscriptionDefinition.subscribe("bad", Unreadable.class, (data, message) -> {}),
                reply())
            .build();
    try (CapturedLog log = new CapturedLog();
        NatsService nats = NatsService.connect(config)) {
      assertThat(nats.request("pre.reply", 41, Integer.class)).isEqualTo(42);

      log.awaitLine("ERROR NATS -> SUBSCRIBE bad could not be registered");
      assertThat(nats.getSubscriptions())
          .extracting(NatsSubscription::subject)
          .containsExactly("pre.reply");
    }
  }

  @Test
  void permissionsOptionsAndCodecAreKept(NatsServer server) {
    Permissions permissions =
        Permissions.publish("users.{userId}.out").and(Permissions.subscribe("users.{userId}.>"));
    SubscriptionOptions options = SubscriptionOptions.builder().concurrency(3).build();
    SubscriptionDefinition definition =
        SubscriptionDefinition.subscribe(
                "pre.codec", Map.class, (data, message) -> handled.add(data.get("a")))
            .withOptions(options)
            .withPermissions(permissions)
            .withCodec(Codecs.<Map<String, Integer>>json(Map.class));
    NatsServiceConfig config =
        NatsServiceConfig.builder().servers(server.url()).subscriptions(definition).build();

    assertThat(config.subscriptions()).hasSize(1);
    SubscriptionDefinition kept = config.subscriptions().get(0);
    assertThat(kept.permissions())
        .isEqualTo(new Permissions(List.of("users.{userId}.out"), List.of("users.{userId}.>")));
    assertThat(kept.options()).isSameAs(options);
    assertThat(kept.type()).isEqualTo(SubscriptionDefinition.Type.SUBSCRIBE);
    try (NatsService nats = NatsService.connect(config)) {
      nats.publish("pre.codec", Map.of("a", 7));
      await().atMost(Recorder.PATIENCE).until(() -> handled.contains(7));
    }
  }

  @Test
  void subscriptionsAreFoundBySubjectPatternOrList(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      for (String subject : List.of("orders.new", "orders.*", "orders.old.new", "users.new")) {
        nats.subscribe(subject, String.class, (data, message) -> {});
      }

      assertThat(subjects(nats.getSubscriptions()))
          .containsExactly("orders.new", "orders.*", "orders.old.new", "users.new");
      assertThat(subjects(nats.getSubscriptions("orders.new"))).containsExactly("orders.new");
      assertThat(subjects(nats.getSubscriptions("orders.*")))
          .containsExactly("orders.new", "orders.*", "orders.old.new");
      assertThat(subjects(nats.getSubscriptions("*new")))
          .containsExactly("orders.new", "orders.old.new", "users.new");
      assertThat(subjects(nats.getSubscriptions("or*new")))
          .containsExactly("orders.new", "orders.old.new");
      assertThat(subjects(nats.getSubscriptions("*"))).hasSize(4);
      assertThat(subjects(nats.getSubscriptions("orders.new*.new"))).isEmpty();
      assertThat(subjects(nats.getSubscriptions("orders"))).isEmpty();
      assertThat(subjects(nats.getSubscriptions(List.of("users.new", "orders.*", "gone"))))
          .containsExactly("orders.*", "users.new");
      nats.getSubscriptions("orders.*").forEach(NatsSubscription::unsubscribe);
      assertThat(subjects(nats.getSubscriptions())).containsExactly("users.new");
    }
  }

  private static List<String> subjects(List<NatsSubscription> subscriptions) {
    return subscriptions.stream().map(NatsSubscription::subject).toList();
  }

  @Test
  void oneThatCannotBeRegisteredForWhateverReasonDoesNotHoldUpTheOthers(NatsServer server) {
    CodecFactory failing =
        new CodecFactory() {
          @Override
          public <T> @Nullable Codec<T> codec(Class<T> type) {
            if (type == Integer.class) {
              Failing.sneaky(new java.io.IOException("declared by nobody"));
            } else if (type == Long.class) {
              throw new AssertionError("an error");
            }
            return null;
          }
        };
    NatsServiceConfig config =
        NatsServiceConfig.builder()
            .servers(server.url())
            .codecFactories(failing)
            .subscriptions(
                reply(),
                SubscriptionDefinition.subscribe("pre.long", Long.class, (data, message) -> {}),
                plain())
            .build();
    try (NatsService nats = NatsService.connect(config)) {
      nats.awaitConnected(Recorder.PATIENCE);

      assertThat(nats.getSubscriptions())
          .extracting(Object::toString)
          .containsExactly("SUBSCRIBE pre.plain");
    }
  }

  @Test
  void aQueueGroupLeavesTheOtherOptionsAsTheyAre() {
    SubscriptionOptions options =
        plain()
            .withOptions(
                SubscriptionOptions.builder()
                    .concurrency(8)
                    .orderedBy(m -> "key")
                    .pendingMessages(7)
                    .pendingBytes(77)
                    .build())
            .withQueue("workers")
            .options();

    assertThat(options.queue()).contains("workers");
    assertThat(options.concurrency()).isEqualTo(8);
    assertThat(options.orderedBy()).isPresent();
    assertThat(options.pendingMessages()).isEqualTo(7);
    assertThat(options.pendingBytes()).isEqualTo(77);
  }
}
