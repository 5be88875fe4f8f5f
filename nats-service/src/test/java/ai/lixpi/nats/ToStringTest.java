package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectSource;
import ai.lixpi.nats.objectstore.PutOptions;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import ai.lixpi.nats.testkit.junit.SecretWatch;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S6: no object of the library prints a secret, a payload or a header; the watch looks at all. */
@NatsTest(jetStream = true)
class ToStringTest {
  private static final String SECRET = "HUNTER2";

  private final Recorder recorder = new Recorder();

  static Stream<Credentials> credentials() {
    return Stream.of(
        Credentials.token(SECRET),
        Credentials.tokenSupplier(() -> SECRET),
        Credentials.userPassword("bob", SECRET),
        Credentials.nkey(new String(NKey.generate(NKey.Role.USER).seed())),
        Credentials.selfIssuedJwt(NKey.generate(NKey.Role.USER), "svc:orders"));
  }

  @ParameterizedTest
  @MethodSource("credentials")
  void whateverSignsInPrintsNothing(Credentials credentials, NatsServer server) {
    server.restart(settings -> settings.token(SECRET));
    NatsServiceConfig config = recorder.config(server.url()).credentials(credentials).build();
    try (NatsService nats = NatsService.connect(config)) {
      await()
          .atMost(Recorder.PATIENCE)
          .until(() -> nats.isConnected() || nats.status().failedAttempts() > 0);
      assertThat(see("service", nats)).isGreaterThan(30);
      assertThat(see("configuration", config.toBuilder())).isGreaterThan(1);
    }
    see("what was told", List.of(recorder.failures, recorder.statuses));
  }

  @Test
  void nothingOnItsWayPrintsItsPayloadOrHeaders(NatsServer server) throws InterruptedException {
    Headers headers = new Headers().put("Authorization", SECRET);
    byte[] payload = SECRET.getBytes(StandardCharsets.UTF_8);
    CountDownLatch handling = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats = NatsService.connect(recorder.config(proxy.url()).build())) {
      nats.subscribe(
          "s",
          String.class,
          (text, message) -> {
            see("message", message);
            handling.countDown();
            Failing.await(gate);
          });
      for (int i = 0; i < 3; i++) {
        nats.publish("s", SECRET, headers);
      }
      Failing.await(handling);
      nats.publish("silent", SECRET);
      nats.subscribe("silent", String.class, (text, message) -> {});
      CompletableFuture<String> request =
          nats.requestAsync("silent", SECRET, String.class, Recorder.PATIENCE);
      ObjectBucket bucket =
          nats.ensureObjectStore(
              ObjectStoreConfiguration.builder("b").storageType(StorageType.Memory).build());
      PutOptions options = PutOptions.builder().headers(headers).metadata("k", SECRET).build();
      see("put", bucket.put("o", ObjectSource.of(payload), options));
      see("options", options);
      see("source", ObjectSource.of(payload));
      see("what a bucket knows", bucket);
      proxy.stall(Direction.SERVER_TO_CLIENT);
      see("put under way", bucket.putAsync("p", ObjectSource.of(payload), options));
      proxy.refuse();
      proxy.cut();
      Recorder.awaitState(nats, ConnectionState.RECONNECTING);
      nats.publish("buffered", SECRET, headers);
      see("request", nats.requestAsync("waits", payload, String.class, Recorder.PATIENCE));

      assertThat(see("service", nats)).isGreaterThan(50);
      gate.countDown();
      request.cancel(true);
      nats.disconnect();
    }
    see("what was told", List.of(recorder.failures, recorder.statuses));
  }

  private static int see(String where, Object root) {
    return SecretWatch.seeAll(where, root, "ai.lixpi.nats");
  }
}
