package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.Trigger;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class DeleteTest extends StoreTest {
  private static final byte[] DATA = RealBucket.bytes(3 * CHUNK, 1);

  /** Two users, of which one may purge nothing until {@code allow}. */
  private static final String DENIED =
      """
      authorization { users: [
        {user: all, password: p}
        {user: few, password: p, permissions: {publish: {deny: ["$JS.API.STREAM.PURGE.>"]}}}
      ] }
      """;

  private static final String ALLOWED =
      "authorization { users: [ {user: all, password: p}, {user: few, password: p} ] }";

  private static String url(NatsServer server, String user) {
    return server.url().replace("://", "://" + user + ":p@");
  }

  interface Check {
    void of(NatsServer server, ObjectBucket bucket, RealBucket real) throws Exception;
  }

  static void withoutPurge(NatsServer server, Check check) throws Exception {
    server.restart(settings -> settings.config(DENIED));
    try (NatsService few = NatsService.connect(url(server, "few"));
        RealBucket real = new RealBucket(url(server, "all"), NAME)) {
      few.awaitConnected(RealBucket.PATIENCE);
      check.of(server, few.getObjectStore(NAME), real);
    }
  }

  @Test
  void aDeletedObjectIsATombstoneForOtherClients() throws Exception {
    bucket.put("a", DATA);

    bucket.delete("a");

    ObjectInfo tombstone = real.jnats().getInfo("a", true);
    assertThat(tombstone.isDeleted()).isTrue();
    assertThat(tombstone.getSize()).isZero();
    assertThat(tombstone.getChunks()).isZero();
    assertThat(real.chunks()).isEmpty();
  }

  // O21
  @Test
  void aDeleteWhosePurgeIsDeniedSucceedsAndThePurgeIsMadeUpForLater(NatsServer server)
      throws Exception {
    bucket.put("a", DATA);
    withoutPurge(
        server,
        (broken, few, all) -> {
          assertThat(few.delete("a")).isTrue();
          assertThat(few.info("a")).isEmpty();
          assertThat(all.chunks()).hasSize(1);

          broken.reload(ALLOWED);

          await().atMost(RealBucket.PATIENCE).until(() -> all.chunks().isEmpty());
        });
  }

  // O21
  @Test
  void aSecondDeleteMakesUpForThePurgeThatFailedAtTheFirst(NatsServer server) throws Exception {
    bucket.put("a", DATA);
    withoutPurge(server, (broken, few, all) -> assertThat(few.delete("a")).isTrue());
    server.restart(settings -> settings.config(ALLOWED));
    try (NatsService again = NatsService.connect(url(server, "few"));
        RealBucket all = new RealBucket(url(server, "all"), NAME)) {
      assertThat(all.chunks()).hasSize(1);

      assertThat(again.deleteObject(NAME, "a")).isFalse();

      await().atMost(RealBucket.PATIENCE).until(() -> all.chunks().isEmpty());
    }
  }

  // O21
  @Test
  void aPutWhosePurgeIsDeniedSucceedsAndThePurgeIsMadeUpForLater(NatsServer server)
      throws Exception {
    bucket.put("a", DATA);
    withoutPurge(
        server,
        (broken, few, all) -> {
          few.put("a", new byte[] {1});
          assertThat(all.chunks()).hasSize(2);

          broken.reload(ALLOWED);

          await().atMost(RealBucket.PATIENCE).until(() -> all.chunks().size() == 1);
          assertThat(all.read("a")).containsExactly(1);
        });
  }

  // O21
  @Test
  void aPurgeThatIsDeniedAgainAndAgainIsReportedOnce(NatsServer server) throws Exception {
    bucket.put("a", DATA);
    bucket.put("b", DATA);
    server.restart(settings -> settings.config(DENIED));
    Queue<NatsServiceException> reported = new ConcurrentLinkedQueue<>();
    NatsServiceConfig config =
        NatsServiceConfig.builder()
            .servers(url(server, "few"))
            .errorListener(reported::add)
            .build();
    try (NatsService few = NatsService.connect(config);
        RealBucket all = new RealBucket(url(server, "all"), NAME)) {
      few.awaitConnected(RealBucket.PATIENCE);
      assertThat(few.deleteObject(NAME, "a")).isTrue();
      assertThat(few.deleteObject(NAME, "b")).isTrue();
      assertThat(few.deleteObject(NAME, "a")).isFalse();

      server.reload(ALLOWED);
      few.deleteObject(NAME, "a");
      few.deleteObject(NAME, "b");

      await().atMost(RealBucket.PATIENCE).until(() -> all.chunks().isEmpty());
      assertThat(reported)
          .extracting(Throwable::getMessage)
          .containsExactly(
              "Chunks that nobody needs are left in the bucket 'b', because this user may not"
                  + " purge: grant it '$JS.API.STREAM.PURGE.OBJ_b'.");
    }
  }

  // O21
  @Test
  void aPurgeThatIsDeniedIsTriedMoreAndMoreRarely() {
    Duration pause = Duration.ofMillis(200);
    for (int tries = 0; tries < 6; tries++) {
      Duration next = Janitor.next(pause, true);
      assertThat(next).isEqualTo(pause.multipliedBy(2));
      pause = next;
    }
    assertThat(Janitor.next(Duration.ofMinutes(9), true)).isEqualTo(Duration.ofMinutes(10));
    assertThat(Janitor.next(Duration.ofSeconds(9), false)).isEqualTo(Duration.ofSeconds(10));
  }

  // O21
  @Test
  void aCutBeforeThePurgeDoesNotLeaveChunks() throws Exception {
    bucket.put("a", DATA);
    Trigger cut = proxy.before(Direction.CLIENT_TO_SERVER, "STREAM.PURGE", proxy::cut);

    assertThat(bucket.delete("a")).isTrue();

    cut.await(RealBucket.PATIENCE);
    real.awaitNoOrphans();
  }

  @Test
  void aCutBeforeTheAcknowledgementOfTheTombstoneDoesNotFailTheDelete() throws Exception {
    bucket.put("a", DATA);
    Trigger cut = proxy.before(Direction.SERVER_TO_CLIENT, "\"seq\":5", proxy::cut);

    assertThat(bucket.delete("a")).isTrue();

    assertThat(cut.hasFired()).isTrue();
    assertThat(real.info("a")).isNull();
    real.awaitNoOrphans();
  }

  // O5, O10
  @Test
  void aDeleteThatWasLostOnItsWayIsRepeatedThoughItsMetadataHaveChangedMeanwhile()
      throws Exception {
    bucket.put("a", DATA);
    proxy.before(
        Direction.CLIENT_TO_SERVER,
        "\"deleted\":true",
        () -> {
          proxy.refuse();
          proxy.cut();
        });
    CompletableFuture<Boolean> delete = start(() -> bucket.delete("a"));
    await().atMost(RealBucket.PATIENCE).until(() -> proxy.connectionCount() == 0);
    real.nats
        .getObjectStore(NAME)
        .updateMeta("a", ObjectMeta.builder("a").description("new").build());

    proxy.accept();

    assertThat(result(delete)).isTrue();
    assertThat(real.info("a")).isNull();
    real.awaitNoOrphans();
  }

  @Test
  void aRecordWithWildcardsForAnIdRemovesNothingButItself() throws Exception {
    bucket.put("other", DATA);
    String json =
        "{\"name\":\"a\",\"bucket\":\"b\",\"nuid\":\">\",\"size\":1,\"chunks\":1,\"digest\":\"x\"}";
    real.connection()
        .publish(
            "$O.b.M." + Base64.getUrlEncoder().encodeToString(new byte[] {'a'}),
            json.getBytes(StandardCharsets.UTF_8));
    await().atMost(RealBucket.PATIENCE).until(() -> real.subjects("M").size() == 2);

    assertThat(bucket.delete("a")).as("it is no record of an object").isFalse();
    bucket.put("a", new byte[] {1});
    assertThat(real.read("other")).isEqualTo(DATA);
    assertThat(bucket.delete("a")).isTrue();

    assertThat(real.read("other")).isEqualTo(DATA);
  }

  // O23
  @Test
  void anObjectOfAnOlderJavaClientIsReplacedAndItsOldRecordAndChunksAreRemoved() throws Exception {
    String name = "résumé>v2~?";
    real.jnats().put(name, DATA);
    assertThat(real.subjects("M")).hasSize(1);

    bucket.put(name, new byte[] {1});

    await()
        .atMost(RealBucket.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(real.subjects("M")).containsExactly(Names.meta(NAME, name));
              assertThat(real.chunks()).hasSize(1);
            });
    assertThat(bucket.info(name).orElseThrow().info().getSize()).isEqualTo(1);
  }

  // O23
  @Test
  void anObjectOfAnOlderJavaClientIsDeletedWhole() throws Exception {
    String name = "a>?~b";
    real.jnats().put(name, DATA);

    assertThat(bucket.delete(name)).isTrue();

    await()
        .atMost(RealBucket.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(real.subjects("M")).containsExactly(Names.meta(NAME, name));
              assertThat(real.chunks()).isEmpty();
            });
    assertThat(bucket.info(name)).isEmpty();
    assertThat(real.jnats().getInfo(name)).isNull();
  }

  // O23
  @Test
  void anObjectOfAnOlderJavaClientIsRenamed() throws Exception {
    String name = "a>?~b";
    real.jnats().put(name, DATA);

    bucket.rename(name, "plain");

    assertThat(real.read("plain")).isEqualTo(DATA);
    assertThat(bucket.list()).extracting(ObjectInfo::getObjectName).containsExactly("plain");
    Set<String> subjects = Set.of(Names.meta(NAME, name), Names.meta(NAME, "plain"));
    await()
        .atMost(RealBucket.PATIENCE)
        .untilAsserted(() -> assertThat(real.subjects("M")).isEqualTo(subjects));
  }
}
