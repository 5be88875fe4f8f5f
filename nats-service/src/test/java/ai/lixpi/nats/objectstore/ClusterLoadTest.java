package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.testkit.NatsCluster;
import ai.lixpi.nats.testkit.NatsServer;
import io.nats.client.api.ObjectStoreConfiguration;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What holds while, and after, all servers of a cluster are gone: one after another, or at once.
 */
@Tag("long")
class ClusterLoadTest {
  private static final int CHUNK = StoreTest.CHUNK;
  private static final String NAME = "b";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static NatsCluster cluster;

  @BeforeAll
  static void start() {
    cluster = NatsCluster.builder(3).jetStream().start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static NatsService connect() {
    NatsService service =
        NatsService.connect(
            NatsServiceConfig.builder()
                .servers(cluster.urls())
                .pingInterval(Duration.ofSeconds(1))
                .errorListener(failure -> {})
                .build());
    service.awaitConnected(PATIENCE);
    return service;
  }

  private static ObjectBucket freshBucket(NatsService nats) {
    nats.deleteObjectStore(NAME);
    return nats.createObjectStore(ObjectStoreConfiguration.builder(NAME).replicas(3).build());
  }

  // CL6
  @Test
  void duringARollingRestartNoObjectIsLostAndNoRequestThatWasHandledIsCalledRejected()
      throws Exception {
    Set<String> handled = ConcurrentHashMap.newKeySet();
    Set<String> notHandled = ConcurrentHashMap.newKeySet();
    LongAdder received = new LongAdder();
    AtomicBoolean enough = new AtomicBoolean();
    try (NatsService nats = connect();
        NatsService peer = connect()) {
      ObjectBucket bucket = freshBucket(nats);
      peer.reply(
          "ask",
          String.class,
          (id, message) -> {
            handled.add(id);
            return id;
          });
      peer.subscribe("tell", String.class, (text, message) -> received.increment());
      peer.flush(PATIENCE);
      CompletableFuture<Integer> requests =
          StoreTest.start(
              () -> {
                int count = 0;
                for (; !enough.get(); count++) {
                  String id = "request " + count;
                  try {
                    nats.publish("tell", id);
                    assertThat(nats.request("ask", id, String.class)).isEqualTo(id);
                  } catch (NatsServiceException e) {
                    if (e.outcome() != Outcome.UNKNOWN) {
                      notHandled.add(id);
                    }
                  }
                }
                return count;
              });
      CompletableFuture<Integer> puts =
          StoreTest.start(
              () -> {
                int count = 0;
                for (; !enough.get(); count++) {
                  byte[] data = RealBucket.bytes(3 * CHUNK, count);
                  bucket.put("a", data);
                  assertThat(bucket.get("a", GetOptions.builder().fromLeader().build()))
                      .hasValue(data);
                }
                return count;
              });

      for (NatsServer server : cluster.servers()) {
        server.stop();
        server.restart();
        cluster.awaitReady();
        cluster.streamLeader("OBJ_" + NAME);
      }
      enough.set(true);

      assertThat(StoreTest.result(puts)).isPositive();
      assertThat(StoreTest.result(requests)).isPositive();
      assertThat(received.sum()).isPositive();
      peer.flush(PATIENCE);
      assertThat(handled).isNotEmpty();
      assertThat(notHandled).doesNotContainAnyElementsOf(handled);
    }
  }

  /** How a server of a cluster is no longer of use, while the others are. */
  enum Leaving {
    LAME_DUCK {
      @Override
      void leave(NatsServer server) {
        server.lameDuck();
      }

      @Override
      void comeBack(NatsServer server) {
        await().atMost(PATIENCE).until(() -> !server.isRunning());
        server.restart();
      }
    },
    FROZEN {
      @Override
      void leave(NatsServer server) {
        server.pause();
      }

      @Override
      void comeBack(NatsServer server) {
        server.resume();
      }
    };

    abstract void leave(NatsServer server);

    abstract void comeBack(NatsServer server);
  }

  // CL7
  @ParameterizedTest
  @EnumSource
  void aPutGoesOnElsewhereWhenItsServerLeaves(Leaving leaving) {
    byte[] data = RealBucket.bytes(20 * CHUNK, 3);
    try (NatsService nats = connect()) {
      ObjectBucket bucket = freshBucket(nats);
      URI address = URI.create(String.valueOf(nats.getConnection().getConnectedUrl()));
      NatsServer left =
          cluster.servers().stream()
              .filter(server -> server.port() == address.getPort())
              .findFirst()
              .orElseThrow();
      ByteArrayInputStream source =
          new ByteArrayInputStream(data) {
            @Override
            public int readNBytes(byte[] into, int from, int length) {
              if (pos == 10 * CHUNK) {
                leaving.leave(left);
              }
              return super.readNBytes(into, from, length);
            }
          };

      bucket.put("a", ObjectSource.of(source), StoreTest.within(PATIENCE));

      assertThat(bucket.get("a")).hasValue(data);
      leaving.comeBack(left);
      cluster.awaitReady();
    }
  }

  // CL8
  @Test
  void whatWasAcknowledgedSurvivesThatAllServersAreKilledAtOnce() throws Exception {
    byte[] data = RealBucket.bytes(20 * CHUNK, 1);
    try (NatsService nats = connect()) {
      ObjectBucket bucket = freshBucket(nats);
      bucket.put("a", RealBucket.bytes(CHUNK, 2));
      bucket.put("a", data);
      bucket.put("small", new byte[] {1});
      bucket.delete("small");
      bucket.put("b", data);
      bucket.rename("b", "c");

      cluster.servers().forEach(NatsServer::kill);
      cluster.servers().forEach(NatsServer::restart);
      cluster.awaitReady();

      nats.awaitConnected(PATIENCE);
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(NatsServiceException.class)
          .untilAsserted(() -> assertThat(bucket.get("a")).hasValue(data));
      assertThat(bucket.get("c")).hasValue(data);
      assertThat(bucket.list())
          .extracting(info -> info.getObjectName())
          .containsExactlyInAnyOrder("a", "c");
    }
  }
}
