package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.auth.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigTest {
  private static final MessageHandler<Object> HANDLER = (data, message) -> {};
  private static final SubscriptionDefinition DEFINITION =
      SubscriptionDefinition.subscribe("a", Object.class, HANDLER);

  @Test
  void theDefaultsAreThoseOfTheSiblings() {
    NatsServiceConfig config = NatsServiceConfig.builder().build();

    assertThat(config.servers()).containsExactly("nats://localhost:4222");
    assertThat(config.name()).isEqualTo("default");
    assertThat(config.credentials()).isEqualTo(Credentials.none());
    assertThat(config.tlsCaCert()).isEmpty();
    assertThat(config.maxReconnectAttempts()).isEqualTo(-1);
    assertThat(config.reconnectTimeWait()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.requestTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.publishBufferBytes()).isEqualTo(8 * 1024 * 1024);
    assertThat(config.subscriptions()).isEmpty();
    assertThat(config.middleware()).isEmpty();
    assertThat(config.replyMiddleware()).isEmpty();
    assertThat(config.exposesErrorMessages()).isFalse();
    assertThat(config.closesOnJvmShutdown()).isFalse();
  }

  @Test
  void aSubscriptionTakesOneMessageAtATimeWithinItsLimits() {
    SubscriptionOptions options = SubscriptionOptions.DEFAULT;

    assertThat(options.queue()).isEmpty();
    assertThat(options.concurrency()).isEqualTo(1);
    assertThat(options.orderedBy()).isEmpty();
    assertThat(options.pendingMessages()).isEqualTo(65_536);
    assertThat(options.pendingBytes()).isEqualTo(64L * 1024 * 1024);
  }

  private static NatsServiceConfigBuilder full() {
    return NatsServiceConfig.builder()
        .servers("nats://a", "nats://b")
        .name("orders")
        .token("S3CRET")
        .maxReconnectAttempts(3)
        .reconnectTimeWait(Duration.ofSeconds(1))
        .connectTimeout(Duration.ofSeconds(4))
        .requestTimeout(Duration.ofSeconds(5))
        .drainTimeout(Duration.ofSeconds(6))
        .publishTimeout(Duration.ofSeconds(7))
        .pingInterval(Duration.ofSeconds(8))
        .publishBufferBytes(9)
        .subscriptions(DEFINITION);
  }

  @Test
  void theBuilderSetsEachValue() {
    NatsServiceConfig config = full().build();

    assertThat(config.servers()).containsExactly("nats://a:4222", "nats://b:4222");
    assertThat(config.name()).isEqualTo("orders");
    assertThat(config.credentials()).isEqualTo(Credentials.token("S3CRET"));
    assertThat(config.maxReconnectAttempts()).isEqualTo(3);
    assertThat(config.reconnectTimeWait()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(config.requestTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(6));
    assertThat(config.transportSettings().publishTimeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(config.transportSettings().pingInterval()).isEqualTo(Duration.ofSeconds(8));
    assertThat(config.publishBufferBytes()).isEqualTo(9);
    assertThat(config.subscriptions()).containsExactly(DEFINITION);
    assertThat(full().webSocket().build().servers()).containsExactly("ws://a:80", "ws://b:80");
  }

  @Test
  void equalValuesMakeEqualConfigurations() {
    assertThat(full().build()).isEqualTo(full().build()).hasSameHashCodeAs(full().build());
    assertThat(full().build().toBuilder().build()).isEqualTo(full().build());
    assertThat(NatsServiceConfig.builder().build()).isEqualTo(NatsServiceConfig.builder().build());
    assertThat(NatsServiceConfig.builder().servers("localhost").build())
        .isEqualTo(NatsServiceConfig.builder().servers(List.of("nats://localhost:4222")).build());
  }

  static Stream<UnaryOperator<NatsServiceConfigBuilder>> changes() {
    return Stream.of(
        b -> b.servers("nats://b", "nats://a"),
        b -> b.name("other"),
        b -> b.token("other"),
        b -> b.credentials(Credentials.none()),
        b -> b.webSocket(),
        b -> b.maxReconnectAttempts(4),
        b -> b.reconnectTimeWait(Duration.ofSeconds(9)),
        b -> b.connectTimeout(Duration.ofSeconds(9)),
        b -> b.requestTimeout(Duration.ofSeconds(9)),
        b -> b.drainTimeout(Duration.ofSeconds(9)),
        b -> b.publishTimeout(Duration.ofSeconds(9)),
        b -> b.pingInterval(Duration.ofSeconds(9)),
        b -> b.publishBufferBytes(10),
        b -> b.subscriptions(DEFINITION),
        b -> b.middleware(Inbound::new),
        b -> b.replyMiddleware(Inbound::new),
        b -> b.statusListener(status -> {}),
        b -> b.errorListener(failure -> {}),
        b -> b.exposeErrorMessages(),
        b -> b.closeOnJvmShutdown(),
        b -> b.jnats(options -> {}));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void anyOtherValueMakesAnotherConfiguration(UnaryOperator<NatsServiceConfigBuilder> change) {
    assertThat(change.apply(full()).build()).isNotEqualTo(full().build());
  }

  @Test
  void aConfigurationDoesNotChangeWithItsBuilder() {
    NatsServiceConfigBuilder builder = full();
    NatsServiceConfig config = builder.build();
    builder.name("other").token("other").subscriptions(DEFINITION);

    assertThat(config).isEqualTo(full().build());
  }

  @Test
  void itNeverPrintsASecret() {
    assertThat(full().servers("nats://bob:S3CRET@a").build().toString())
        .isEqualTo("NatsServiceConfig[name=orders, servers=[nats://a:4222], sign-in=token]");
  }
}
