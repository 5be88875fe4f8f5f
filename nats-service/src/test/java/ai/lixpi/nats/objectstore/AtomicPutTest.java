package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.NatsServerBinary;
import ai.lixpi.nats.testkit.Trigger;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects of one chunk in one atomic batch, and the usual way where that is not to be had. */
class AtomicPutTest extends StoreTest {
  private static final byte[] OLD = RealBucket.bytes(1_000, 1);
  private static final byte[] NEW = RealBucket.bytes(10_000, 2);
  private static final byte[] THEIRS = RealBucket.bytes(2 * CHUNK, 3);
  private static final String COMMIT = "Nats-Batch-Commit";

  @Override
  ObjectStoreConfiguration configuration() {
    return memory(NAME);
  }

  private static ObjectStoreConfiguration memory(String name) {
    return ObjectStoreConfiguration.builder(name).storageType(StorageType.Memory).build();
  }

  private void requireReadable(byte[] data) throws Exception {
    assertThat(real.read("a")).isEqualTo(data);
    assertThat(bucket.get("a")).hasValue(data);
    real.awaitNoOrphans();
  }

  private boolean cameInABatch(String object) throws Exception {
    Headers headers =
        real.stream().getLastMessage("OBJ_" + NAME, Names.meta(NAME, object)).getHeaders();
    return headers != null && headers.containsKey(COMMIT);
  }

  private void setAtomic(boolean allowed) throws Exception {
    real.stream()
        .updateStream(
            StreamConfiguration.builder(
                    real.stream().getStreamInfo("OBJ_" + NAME).getConfiguration())
                .allowAtomicPublish(allowed)
                .build());
  }

  private boolean isAtomic() throws Exception {
    return real.stream().getStreamInfo("OBJ_" + NAME).getConfiguration().getAllowAtomicPublish();
  }

  @Test
  void aSmallObjectIsPutInOneBatchAndOverwrittenInOne() throws Exception {
    assertThat(bucket.put("a", OLD).revision()).isEqualTo(2);
    assertThat(cameInABatch("a")).isTrue();
    requireReadable(OLD);

    assertThat(bucket.put("a", NEW).revision()).isEqualTo(4);
    assertThat(cameInABatch("a")).isTrue();
    requireReadable(NEW);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, CHUNK, CHUNK + 1})
  void otherSizesGoTheUsualWay(int size) throws Exception {
    byte[] data = RealBucket.bytes(size, 4);

    bucket.put("a", data);

    assertThat(cameInABatch("a")).isFalse();
    requireReadable(data);
  }

  @Test
  void aNameThatOthersMayHaveWrittenElsewhereGoesTheUsualWay() throws Exception {
    bucket.put("a~~~", NEW);

    assertThat(cameInABatch("a~~~")).isFalse();
  }

  @Test
  void anObjectOfOthersIsReplacedThoughNothingWasKnownOfIt() throws Exception {
    real.jnats().put("a", OLD);

    bucket.put("a", NEW);

    assertThat(cameInABatch("a")).isTrue();
    requireReadable(NEW);
  }

  @Test
  void anObjectThatOthersHaveReplacedSinceIsReplaced() throws Exception {
    bucket.put("a", OLD);
    real.jnats().put("a", THEIRS);

    bucket.put("a", NEW);

    assertThat(cameInABatch("a")).isTrue();
    requireReadable(NEW);
  }

  @Test
  void anObjectThatWasDeletedSinceIsPut() throws Exception {
    bucket.put("a", OLD);
    real.nats.deleteObject(NAME, "a");

    bucket.put("a", NEW);

    requireReadable(NEW);
  }

  // O9
  @Test
  void aBatchThatAnotherPutOvertakesStoresNothingAndIsRepeated() throws Exception {
    Trigger between =
        proxy.before(
            Direction.CLIENT_TO_SERVER, COMMIT, () -> real.nats.putObject(NAME, "a", THEIRS));

    ObjectVersion version = bucket.put("a", NEW);

    assertThat(between.hasFired()).isTrue();
    assertThat(version.revision()).isEqualTo(5); // three of theirs; of the refused batch nothing
    requireReadable(NEW);
  }

  // O5
  @Test
  void aCutBeforeTheAcknowledgementDoesNotFailThePut() throws Exception {
    bucket.put("a", OLD);
    Trigger cut = proxy.before(Direction.SERVER_TO_CLIENT, "\"count\":2", proxy::cut);

    ObjectVersion version = bucket.put("a", NEW);

    assertThat(cut.hasFired()).isTrue();
    assertThat(version.revision()).isEqualTo(4);
    requireReadable(NEW);
  }

  // O5
  @Test
  void aStallBeforeTheAcknowledgementDoesNotFailThePut() throws Exception {
    bucket.put("a", OLD);
    Trigger stall =
        proxy.before(
            Direction.SERVER_TO_CLIENT,
            "\"count\":2",
            () -> proxy.stall(Direction.SERVER_TO_CLIENT));
    CompletableFuture<ObjectVersion> put = start(() -> bucket.put("a", NEW));
    stall.await(RealBucket.PATIENCE);
    long before = System.nanoTime();
    await().until(() -> System.nanoTime() - before > Duration.ofSeconds(3).toNanos());

    proxy.flow();

    assertThat(result(put).revision()).isEqualTo(4);
    requireReadable(NEW);
  }

  // O5
  @Test
  void anAcknowledgementThatNeverComesLeavesTheOutcomeOpenAndNothingIsRemoved() throws Exception {
    bucket.put("a", OLD);
    proxy.before(Direction.SERVER_TO_CLIENT, "\"count\":2", this::goAway);

    Throwable failure = failure(putFor(Duration.ofSeconds(1)));

    assertThat(failure).isInstanceOf(ObjectWriteUncertainException.class);
    assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(real.read("a")).isEqualTo(NEW);
    proxy.accept();
    await().atMost(RealBucket.PATIENCE).until(nats::isConnected);
    requireReadable(NEW);
  }

  // O5
  @Test
  void aBatchThatNeverReachedTheServerIsUnknownAndTheOldVersionStays() throws Exception {
    bucket.put("a", OLD);
    proxy.before(Direction.CLIENT_TO_SERVER, COMMIT, this::goAway);

    Throwable failure = failure(putFor(Duration.ofSeconds(1)));

    assertThat(failure).isInstanceOf(ObjectWriteUncertainException.class);
    assertThat(real.read("a")).isEqualTo(OLD);
    proxy.accept();
    await().atMost(RealBucket.PATIENCE).until(nats::isConnected);
    requireReadable(OLD);
  }

  // O5
  @Test
  void aVersionThatCameWhileTheAcknowledgementWasMissingIsAConflict() throws Exception {
    bucket.put("a", OLD);
    proxy.before(Direction.SERVER_TO_CLIENT, "\"count\":2", this::goAway);
    CompletableFuture<ObjectVersion> put = start(() -> bucket.put("a", NEW));
    await().atMost(RealBucket.PATIENCE).until(() -> proxy.connectionCount() == 0);
    real.nats.putObject(NAME, "a", THEIRS);

    proxy.accept();

    assertThat(failure(put)).isInstanceOf(ObjectConflictException.class);
    requireReadable(THEIRS);
  }

  // O6
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWrongGuessWhoseRefusalGetsLostDoesNotFailThePut(boolean known) throws Exception {
    if (known) {
      bucket.put("a", OLD);
    }
    real.jnats().put("a", THEIRS);
    Trigger cut = proxy.before(Direction.SERVER_TO_CLIENT, "\"err_code\":10071", proxy::cut);

    bucket.put("a", NEW);

    assertThat(cut.hasFired()).isTrue();
    requireReadable(NEW);
  }

  private void goAway() {
    proxy.refuse();
    proxy.cut();
  }

  private CompletableFuture<ObjectVersion> putFor(Duration timeout) {
    return start(() -> bucket.put("a", ObjectSource.of(NEW), within(timeout)));
  }

  // O6
  @ParameterizedTest
  @ValueSource(strings = {":0\r\n", COMMIT})
  void aCutInTheBatchIsMended(String where) throws Exception {
    bucket.put("a", OLD);
    Trigger cut = proxy.before(Direction.CLIENT_TO_SERVER, where, proxy::cut);

    bucket.put("a", NEW);

    assertThat(cut.hasFired()).isTrue();
    requireReadable(NEW);
  }

  @Test
  void aBucketThatTakesNoBatchesAnyMoreIsServedTheUsualWay() throws Exception {
    bucket.put("a", OLD);
    setAtomic(false);

    bucket.put("a", NEW);

    assertThat(cameInABatch("a")).isFalse();
    requireReadable(NEW);
  }

  @Test
  void aBucketThatIsNewlyMadeToTakeBatchesStaysSo() throws Exception {
    assertThat(isAtomic()).isTrue();
    ObjectStoreConfiguration told =
        ObjectStoreConfiguration.builder(NAME)
            .storageType(StorageType.Memory)
            .description("told")
            .build();

    nats.createObjectStore(memory(NAME));
    bucket.update(told);

    assertThat(isAtomic()).isTrue();
    assertThat(bucket.status().getDescription()).isEqualTo("told");
  }

  @Test
  void otherClientsOpenSuchABucketButDoNotCreateItOnceMore() throws Exception {
    assertThatExceptionOfType(JetStreamApiException.class)
        .isThrownBy(() -> real.connection().objectStoreManagement().create(memory(NAME)))
        .satisfies(e -> assertThat(e.getApiErrorCode()).isEqualTo(ApiError.STREAM_NAME_IN_USE));

    real.jnats().put("a", OLD);
    requireReadable(OLD);
  }

  @Test
  void aBucketThatTakesNoBatchesStaysSo() throws Exception {
    setAtomic(false);

    nats.createObjectStore(memory(NAME));
    nats.ensureObjectStore(memory(NAME));
    bucket.put("a", NEW);

    assertThat(isAtomic()).isFalse();
    assertThat(cameInABatch("a")).isFalse();
    requireReadable(NEW);
  }

  @Test
  void aBucketInFilesTakesNoBatches() throws Exception {
    nats.createObjectStore("files");

    assertThat(real.stream().getStreamInfo("OBJ_files").getConfiguration().getAllowAtomicPublish())
        .isFalse();
    nats.deleteObjectStore("files");
  }

  // O20
  @Test
  void aFullBucketRefusesAndTheOldVersionStays() throws Exception {
    nats.deleteObjectStore(NAME);
    bucket =
        nats.createObjectStore(
            ObjectStoreConfiguration.builder(NAME)
                .storageType(StorageType.Memory)
                .maxBucketSize(5_000)
                .build());
    bucket.put("a", OLD);

    assertThatExceptionOfType(QuotaExceededException.class)
        .isThrownBy(() -> bucket.put("a", NEW))
        .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.REJECTED));

    requireReadable(OLD);
  }

  // O20
  @Test
  void aSealedBucketRefuses() {
    bucket.put("a", OLD);
    bucket.seal();

    assertThatExceptionOfType(BucketSealedException.class).isThrownBy(() -> bucket.put("a", NEW));

    assertThat(bucket.get("a")).hasValue(OLD);
  }

  // O9
  @Test
  void ofManyPutsAtATimeEachIsEitherReadableOrReplaced() throws Exception {
    List<CompletableFuture<ObjectVersion>> puts =
        IntStream.range(0, 16)
            .mapToObj(i -> start(() -> bucket.put("a", RealBucket.bytes(1_000, i))))
            .toList();
    long last = 0;
    int newest = -1;
    for (int i = 0; i < puts.size(); i++) {
      long revision = result(puts.get(i)).revision();
      newest = revision > last ? i : newest;
      last = Math.max(last, revision);
    }

    requireReadable(RealBucket.bytes(1_000, newest));
  }

  @Test
  void aServerWithoutBatchesIsServedTheUsualWay() {
    try (NatsServer old =
            NatsServer.builder().binary(NatsServerBinary.of210()).jetStream().start();
        NatsService service = NatsService.connect(old.url())) {
      ObjectBucket there = service.createObjectStore(memory("old"));

      there.put("a", OLD);
      there.put("a", NEW);

      assertThat(there.get("a")).hasValue(NEW);
    }
  }
}
