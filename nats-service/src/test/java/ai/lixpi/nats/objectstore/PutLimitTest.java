package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.PayloadTooLargeException;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.NatsServer;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of the server, the bucket and its state. */
class PutLimitTest extends StoreTest {
  private static final byte[] OLD = RealBucket.bytes(3 * CHUNK, 1);

  private static PutOptions chunks(int size) {
    return PutOptions.builder().chunkSize(size).build();
  }

  private void changeStream(StreamConfiguration.Builder changed) throws Exception {
    real.stream().updateStream(changed.build());
  }

  private StreamConfiguration.Builder stream() throws Exception {
    return StreamConfiguration.builder(real.stream().getStreamInfo("OBJ_b").getConfiguration());
  }

  private Throwable failureOf(byte[] data, PutOptions options) throws Exception {
    return failure(start(() -> bucket.put("a", ObjectSource.of(data), options)));
  }

  private void requireOldVersion() throws Exception {
    assertThat(real.read("a")).isEqualTo(OLD);
    real.awaitNoOrphans();
  }

  // O4
  @Test
  void aChunkSizeAboveTheLargestMessageIsLoweredToIt() throws Exception {
    byte[] data = RealBucket.bytes(3 * 1024 * 1024, 2);

    ObjectVersion version = bucket.put("a", ObjectSource.of(data), chunks(8 * 1024 * 1024));

    assertThat(real.read("a")).isEqualTo(data);
    assertThat(real.chunkSizes("a")).hasSize(4).allMatch(size -> size <= 1024 * 1024);
    assertThat(version.info().getObjectMeta().getObjectMetaOptions().getChunkSize())
        .isEqualTo(real.chunkSizes("a").get(0));
  }

  // O4
  @Test
  void aChunkSizeAboveTheLargestMessageOfTheStreamIsLoweredToIt() throws Exception {
    changeStream(stream().maximumMessageSize(10_000));
    byte[] data = RealBucket.bytes(2 * CHUNK, 2);

    bucket.put("a", data);

    assertThat(real.read("a")).isEqualTo(data);
    assertThat(real.chunkSizes("a")).allMatch(size -> size <= 10_000);
  }

  // O4
  @Test
  void chunksFitThroughAServerThatTakesLessAfterAReconnect(NatsServer server) throws Exception {
    bucket.put("a", OLD);
    server.restart(settings -> settings.maxPayload(50_000));
    byte[] data = RealBucket.bytes(2 * CHUNK, 2);

    bucket.put("a", data);

    real.nats.awaitConnected(RealBucket.PATIENCE);
    assertThat(real.read("a")).isEqualTo(data);
    real.awaitNoOrphans();
  }

  // O4
  @Test
  void metadataThatIsTooLargeIsRefusedBeforeAnythingIsSent() throws Exception {
    bucket.put("a", OLD);
    long last = real.stream().getStreamInfo("OBJ_b").getStreamState().getLastSequence();
    PutOptions options =
        PutOptions.builder().headers(new Headers().put("Big", "x".repeat(1024 * 1024))).build();

    Throwable failure = failureOf(new byte[10], options);

    assertThat(failure)
        .isInstanceOf(PayloadTooLargeException.class)
        .hasMessageMatching(
            "The put of the object 'a' in the bucket 'b' failed\\. A message of it has [0-9]{7}"
                + " bytes, but no more than 1048576 may be sent \\(max_payload of the server,"
                + " max_msg_size of the bucket's stream\\): give it less metadata or smaller"
                + " chunks, or raise the limit\\.");
    assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(real.stream().getStreamInfo("OBJ_b").getStreamState().getLastSequence())
        .isEqualTo(last);
    requireOldVersion();
  }

  static Stream<PutOptions> tooLargeForTheStream() {
    String large = "x".repeat(10_000);
    return Stream.of(
        PutOptions.builder().description(large).build(),
        PutOptions.builder().headers(new Headers().put("Big", large)).build(),
        PutOptions.builder().metadata("big", large).build());
  }

  // O4
  @ParameterizedTest
  @MethodSource("tooLargeForTheStream")
  void metadataThatIsTooLargeForTheStreamIsRefusedBeforeAnythingIsSent(PutOptions options)
      throws Exception {
    changeStream(stream().maximumMessageSize(10_000));
    bucket.put("a", OLD);
    real.awaitNoOrphans();
    long last = real.stream().getStreamInfo("OBJ_b").getStreamState().getLastSequence();

    for (byte[] data : new byte[][] {new byte[0], new byte[10], RealBucket.bytes(2 * CHUNK, 2)}) {
      assertThat(failureOf(data, options))
          .isInstanceOf(PayloadTooLargeException.class)
          .hasMessageStartingWith("The put of the object 'a' in the bucket 'b' failed. A message")
          .hasMessageContaining("no more than 10000 may be sent")
          .matches(e -> ((NatsServiceException) e).outcome() == Outcome.NOT_SENT);
    }

    assertThat(real.stream().getStreamInfo("OBJ_b").getStreamState().getLastSequence())
        .isEqualTo(last);
    requireOldVersion();
  }

  // O4
  @ParameterizedTest
  @MethodSource("tooLargeForTheStream")
  void metadataThatHasJustBecomeTooLargeForTheStreamLeavesNothing(PutOptions options)
      throws Exception {
    bucket.put("a", OLD);
    changeStream(stream().maximumMessageSize(10_000));

    assertThat(failureOf(new byte[10], options))
        .isInstanceOf(JetStreamException.class)
        .hasMessageStartingWith("The put of the object 'a' in the bucket 'b' failed. JetStream")
        .matches(e -> ((NatsServiceException) e).outcome() == Outcome.REJECTED);
    requireOldVersion();

    assertThat(failureOf(new byte[10], options)).isInstanceOf(PayloadTooLargeException.class);
    requireOldVersion();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 4096, 1024 * 1024 - 96})
  void chunksHaveTheSizeThatWasAskedFor(int size) throws Exception {
    int count = size < 100 ? 50 : 3;
    byte[] data = RealBucket.bytes(count * size, size);

    bucket.put("a", ObjectSource.of(data), chunks(size));

    assertThat(real.chunkSizes("a")).hasSize(count).containsOnly(size);
    assertThat(real.read("a")).isEqualTo(data);
  }

  // O20
  @Test
  void aFullBucketRefusesThePutAndKeepsTheOldVersion() throws Exception {
    nats.deleteObjectStore(NAME);
    bucket =
        nats.createObjectStore(
            ObjectStoreConfiguration.builder(NAME).maxBucketSize(10L * CHUNK).build());
    bucket.put("a", OLD);

    Throwable failure = failureOf(RealBucket.bytes(40 * CHUNK, 2), PutOptions.DEFAULT);

    assertThat(failure).isInstanceOf(QuotaExceededException.class);
    assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.REJECTED);
    requireOldVersion();
  }

  // O20
  @Test
  void aBucketThatIsFullOnlyForTheRecordRefusesThePutAndKeepsTheOldVersion() throws Exception {
    bucket.put("a", OLD);
    long now = real.stream().getStreamInfo("OBJ_b").getStreamState().getByteCount();
    changeStream(stream().maxBytes(now + CHUNK + 150));

    Throwable failure = failureOf(new byte[CHUNK], PutOptions.DEFAULT);

    assertThat(failure).isInstanceOf(QuotaExceededException.class);
    requireOldVersion();
  }

  // O20
  @Test
  void anObjectOfABucketThatIsFullToItsLastByteCanBeDeleted() throws Exception {
    bucket.put("a", OLD);
    bucket.put("b", OLD);
    long bytes = real.stream().getStreamInfo("OBJ_b").getStreamState().getByteCount();
    changeStream(stream().maxBytes(bytes));

    assertThat(bucket.delete("a")).isTrue();

    assertThat(bucket.info("a")).isEmpty();
    real.awaitNoOrphans();
    bucket.put("a", RealBucket.bytes(CHUNK, 2));
    assertThat(real.read("b")).isEqualTo(OLD);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE})
  void aChunkSizeThatCanNotBeIsRefused(int size) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> PutOptions.builder().chunkSize(size))
        .withMessageContaining("chunkSize is " + size);
  }

  // O20
  @Test
  void anObjectThatFitsTwiceCanBeOverwrittenAgainAndAgain() throws Exception {
    nats.deleteObjectStore(NAME);
    bucket =
        nats.createObjectStore(
            ObjectStoreConfiguration.builder(NAME).maxBucketSize(7L * CHUNK).build());

    for (int i = 0; i < 20; i++) {
      bucket.put("a", RealBucket.bytes(3 * CHUNK, i));
    }

    assertThat(real.read("a")).isEqualTo(RealBucket.bytes(3 * CHUNK, 19));
    real.awaitNoOrphans();
  }

  // O20
  @Test
  void aSealedBucketRefusesPutsAndDeletes() throws Exception {
    bucket.put("a", OLD);
    real.jnats().seal();

    Throwable put = failureOf(new byte[CHUNK], PutOptions.DEFAULT);
    Throwable delete = failure(start(() -> bucket.delete("a")));

    assertThat(put).isInstanceOf(BucketSealedException.class);
    assertThat(delete).isInstanceOf(BucketSealedException.class);
    assertThat(((NatsServiceException) put).outcome()).isEqualTo(Outcome.REJECTED);
    requireOldVersion();
  }

  // O19
  @Test
  void aPutIntoABucketThatIsGoneSaysSo() throws Exception {
    bucket.put("a", OLD);
    nats.deleteObjectStore(NAME);

    for (int size : new int[] {0, 10, 40 * CHUNK}) {
      assertThat(failureOf(new byte[size], PutOptions.DEFAULT))
          .isInstanceOf(BucketNotFoundException.class)
          .hasMessageStartingWith(
              "The put of the object 'a' in the bucket 'b' failed. There is no");
    }
    assertThat(failure(start(() -> bucket.delete("a"))))
        .isInstanceOf(BucketNotFoundException.class)
        .hasMessageStartingWith("The delete of the object 'a' in the bucket 'b' failed. There is");
  }

  // O19
  @Test
  void aBucketThatIsDeletedMidPutIsSaidToBeGone() throws Exception {
    proxy.before(Direction.CLIENT_TO_SERVER, ":20\r\n", () -> real.nats.deleteObjectStore(NAME));
    CompletableFuture<ObjectVersion> put = start(() -> bucket.put("a", new byte[40 * CHUNK]));

    assertThat(failure(put)).isInstanceOf(BucketNotFoundException.class);
  }
}
