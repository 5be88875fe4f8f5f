package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.api.Subject;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known from before, or from a replica that is behind, is never believed. */
@NatsTest(jetStream = true)
class StaleReadTest {
  private final Bucket here;

  StaleReadTest(NatsServer server) throws Exception {
    here = new Bucket(server);
  }

  @AfterEach
  void close() {
    here.close();
  }

  @Test
  void anObjectThatIsReadAgainAndAgainIsAlwaysTheNewest() throws Exception {
    for (int i = 0; i < 50; i++) {
      byte[] version = {(byte) i};
      here.put("o", version);
      assertThat(here.bucket.get("o")).hasValue(version);
      assertThat(here.bucket.get("o")).hasValue(version);
    }
    byte[] large = Bucket.random(500_000, 1);
    here.put("o", large);
    assertThat(here.bucket.get("o")).hasValue(large);
    here.put("o", new byte[] {1, 2, 3});
    assertThat(here.bucket.get("o", GetOptions.builder().range(1, 1).build()))
        .hasValue(new byte[] {2});
    here.store.delete("o");
    assertThat(here.bucket.get("o")).isEmpty();
  }

  @Test
  void theChunkOfTheVersionBeforeIsNotTakenForTheNewOne() throws Exception {
    ObjectInfo before = here.put("o", new byte[] {1});
    assertThat(here.bucket.get("o")).hasValue(new byte[] {1});
    // jnats purges the chunk of before, which this puts back
    here.put("o", new byte[] {2});
    here.jnats.jetStream().publish(here.chunks(before), new byte[] {1});
    assertThat(here.bucket.get("o")).hasValue(new byte[] {2});
  }

  private void switchDirectGetsOff() throws Exception {
    here.management.updateStream(
        StreamConfiguration.builder(here.management.getStreamInfo(here.stream).getConfiguration())
            .allowDirect(false)
            .build());
  }

  // CL5
  @ParameterizedTest
  @ValueSource(ints = {0, 10, 300_000})
  void aBucketWithoutDirectReadsIsReadFromItsLeader(int size) throws Exception {
    switchDirectGetsOff();
    byte[] data = Bucket.random(size, size);
    here.put("o", data);
    assertThat(here.bucket.get("o")).hasValue(data);
    assertThat(here.bucket.get("nothing")).isEmpty();
  }

  /** A replica, played by a client, that answers with a record of before. */
  private final class Behind implements AutoCloseable {
    private final AtomicInteger asked = new AtomicInteger();
    private final Message record;
    private final Dispatcher replica;

    Behind(String object, int size, Way.Action meanwhile) throws Exception {
      record =
          here.jnats.request(
              "$JS.API.DIRECT.GET." + here.stream + "." + Names.meta(here.name, object),
              new byte[0],
              Duration.ofSeconds(20));
      meanwhile.run();
      switchDirectGetsOff();
      replica = here.jnats.createDispatcher(request -> answer(request, size));
      replica.subscribe(
          "$JS.API.DIRECT.GET." + here.stream + "." + Names.metaPrefix(here.name) + ">");
      here.jnats.flush(Bucket.PATIENCE);
    }

    private void answer(Message request, int size) {
      asked.incrementAndGet();
      if (request.getSubject().contains(".M.")) {
        here.jnats.publish(request.getReplyTo(), record.getHeaders(), record.getData());
      } else {
        here.jnats.publish(
            request.getReplyTo(), new Headers().put("Nats-Stream", "x"), new byte[size]);
      }
    }

    String record() {
      return new String(record.getData(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      here.jnats.closeDispatcher(replica);
    }
  }

  // CL5
  @ParameterizedTest
  @ValueSource(ints = {10, 300_000})
  void aReplicaThatIsBehindCostsAnotherLookUpAndNothingElse(int size) throws Exception {
    byte[] young = new byte[size];
    Arrays.fill(young, (byte) 2);
    ObjectInfo before = here.put("o", new byte[size]);
    try (Behind replica = new Behind("o", size, () -> here.put("o", young))) {

      assertThat(here.bucket.get("o")).hasValue(young);

      assertThat(replica.asked.get()).isPositive();
      assertThat(replica.record()).contains(String.valueOf(before.getNuid()));
    }
  }

  private void requireNothingButChunksOf(ObjectInfo... objects) throws Exception {
    long chunks = Arrays.stream(objects).mapToLong(ObjectInfo::getChunks).sum();
    await()
        .atMost(Bucket.PATIENCE)
        .until(
            () ->
                here
                        .management
                        .getStreamInfo(
                            here.stream,
                            StreamInfoOptions.filterSubjects("$O." + here.name + ".C.>"))
                        .getStreamState()
                        .getSubjects()
                        .stream()
                        .mapToLong(Subject::getCount)
                        .sum()
                    == chunks);
  }

  // CL5
  @ParameterizedTest
  @ValueSource(ints = {10, 300_000})
  void noPutBelievesAReplicaThatIsBehind(int size) throws Exception {
    byte[] theirs = Bucket.random(size, 1);
    byte[] ours = Bucket.random(size, 2);
    PutOptions ifOld =
        PutOptions.builder().ifRevision(here.bucket.put("o", ours).revision()).build();
    PutOptions ifAbsent = PutOptions.builder().ifAbsent().build();
    try (Behind replica = new Behind("o", size, () -> here.put("o", theirs))) {
      assertThatThrownBy(() -> here.bucket.put("o", ObjectSource.of(ours), ifOld))
          .isInstanceOf(ObjectConflictException.class);
      assertThatThrownBy(() -> here.bucket.put("o", ObjectSource.of(ours), ifAbsent))
          .isInstanceOf(ObjectConflictException.class);
      assertThat(here.bucket.get("o")).hasValue(theirs);
      long revision = here.bucket.info("o").orElseThrow().revision();
      PutOptions ifNew = PutOptions.builder().ifRevision(revision).build();

      here.bucket.put("o", ObjectSource.of(ours), ifNew);
      here.put("o", theirs);
      ObjectVersion last = here.bucket.put("o", ours);

      assertThat(here.bucket.get("o")).hasValue(ours);
      requireNothingButChunksOf(last.info());
      assertThat(replica.asked.get()).isPositive();
    }
  }

  // CL5
  @Test
  void noPutOfANewNameBelievesAReplicaThatKnowsItAsDeleted() throws Exception {
    byte[] theirs = Bucket.random(300_000, 1);
    here.put("o", new byte[1]);
    here.store.delete("o");
    PutOptions ifAbsent = PutOptions.builder().ifAbsent().build();
    try (Behind replica = new Behind("o", 1, () -> here.put("o", theirs))) {
      assertThat(replica.record()).contains("\"deleted\":true");

      assertThatThrownBy(() -> here.bucket.put("o", ObjectSource.of(new byte[2]), ifAbsent))
          .isInstanceOf(ObjectConflictException.class);

      assertThat(here.store.getInfo("o").getSize()).isEqualTo(300_000);
    }
  }

  // CL5
  @Test
  void noDeleteBelievesAReplicaThatIsBehind() throws Exception {
    ObjectInfo before = here.put("o", Bucket.random(300_000, 1));
    try (Behind replica = new Behind("o", 1, () -> here.put("o", Bucket.random(400_000, 2)))) {
      assertThat(replica.record()).contains(String.valueOf(before.getNuid()));

      assertThat(here.bucket.delete("o")).isTrue();

      assertThat(here.store.getInfo("o")).isNull();
      requireNothingButChunksOf();
      assertThat(here.bucket.delete("o")).isFalse();
    }
  }

  // CL5
  @Test
  void noRenameBelievesAReplicaThatIsBehind() throws Exception {
    byte[] newest = Bucket.random(400_000, 2);
    ObjectInfo before = here.put("o", Bucket.random(300_000, 1));
    try (Behind replica = new Behind("o", 1, () -> here.put("o", newest))) {
      assertThat(replica.record()).contains(String.valueOf(before.getNuid()));

      ObjectVersion renamed = here.bucket.rename("o", "p");

      assertThat(here.store.getInfo("o")).isNull();
      assertThat(here.bucket.get("p", GetOptions.builder().fromLeader().build())).hasValue(newest);
      requireNothingButChunksOf(renamed.info());
    }
  }

  /** One of two replicas answers; the other one, played by the same client, is silent. */
  private Dispatcher everySecondRequestIsLost() throws Exception {
    switchDirectGetsOff();
    AtomicInteger asked = new AtomicInteger();
    Dispatcher replicas =
        here.jnats.createDispatcher(
            request -> {
              if (asked.getAndIncrement() % 2 == 1) {
                answer(request);
              }
            });
    replicas.subscribe("$JS.API.DIRECT.GET." + here.stream + ".>");
    here.jnats.flush(Bucket.PATIENCE);
    return replicas;
  }

  private void answer(Message request) {
    String direct = "$JS.API.DIRECT.GET." + here.stream + ".";
    MessageInfo last;
    try {
      last =
          here.management.getLastMessage(
              here.stream, request.getSubject().substring(direct.length()));
    } catch (IOException | JetStreamApiException e) {
      return; // silent too
    }
    Headers headers =
        new Headers()
            .put("Nats-Stream", here.stream)
            .put("Nats-Sequence", String.valueOf(last.getSeq()))
            .put("Nats-Time-Stamp", String.valueOf(last.getTime()));
    here.jnats.publish(request.getReplyTo(), headers, last.getData());
  }

  // CL5: waiting for each request that is lost takes 20 s
  @Test
  void aReplicaThatHangsMakesReadsAndPutsOfSmallObjectsHardlySlower() throws Exception {
    byte[] data = {1, 2, 3};
    here.put("o", data);
    Dispatcher replicas = everySecondRequestIsLost();

    assertTimeoutPreemptively(
        Duration.ofSeconds(12),
        () -> {
          for (int i = 0; i < 10; i++) {
            assertThat(here.bucket.get("o")).hasValue(data);
            here.bucket.put("o", data);
          }
        });

    here.jnats.closeDispatcher(replicas);
  }

  @Test
  void aReadFromALeaderThatHasNoBucketSaysSo() {
    assertThatThrownBy(
            () ->
                here.nats
                    .createObjectStore(here.name + "x")
                    .get("o", GetOptions.builder().fromLeader().build())
                    .orElseThrow())
        .isInstanceOf(java.util.NoSuchElementException.class);
    here.nats.deleteObjectStore(here.name + "x");
    assertThatThrownBy(() -> here.nats.getObject(here.name + "x", "o"))
        .isInstanceOf(BucketNotFoundException.class);
  }
}
