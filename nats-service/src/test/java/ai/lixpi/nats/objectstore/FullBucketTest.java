package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.Trigger;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Where there is no room for the record of a deleted object, the record is purged. */
class FullBucketTest extends StoreTest {
  private static final byte[] DATA = RealBucket.bytes(3 * CHUNK, 1);
  private static final byte[] OTHER = RealBucket.bytes(2 * CHUNK, 2);
  private static final String PURGE = "STREAM.PURGE";

  private void fill() {
    try {
      setLimit(real.stream().getStreamInfo("OBJ_" + NAME).getStreamState().getByteCount());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void setLimit(long bytes) throws Exception {
    StreamInfo info = real.stream().getStreamInfo("OBJ_" + NAME);
    real.stream()
        .updateStream(StreamConfiguration.builder(info.getConfiguration()).maxBytes(bytes).build());
  }

  /** Another client writes a new record of the same object, as there is room again. */
  private void describe(String name) {
    try {
      setLimit(-1);
      real.jnats().updateMeta(name, ObjectMeta.builder(name).description("d").build());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anObjectIsDeletedWhole() throws Exception {
    bucket.put("a", DATA);
    fill();

    assertThat(bucket.delete("a")).isTrue();

    assertThat(real.info("a")).isNull();
    real.awaitNoOrphans();
  }

  @Test
  void anObjectWithTwoRecordsIsDeletedWhole() throws Exception {
    String name = "a>?~b";
    bucket.put(name, DATA);
    real.jnats().put(name, OTHER);
    assertThat(real.subjects("M")).hasSize(2);
    fill();

    assertThat(bucket.delete(name)).isTrue();

    assertThat(bucket.info(name)).isEmpty();
    assertThat(real.subjects("M")).isEmpty();
    real.awaitNoOrphans();
  }

  @Test
  void whatNeedsRoomForARecordIsRefusedAndSaysOfWhichObject() throws Exception {
    bucket.put("a", DATA);
    fill();
    ObjectMeta meta = ObjectMeta.builder("a").description("d".repeat(1000)).build();
    Map<String, ThrowingCallable> changes =
        Map.of(
            "rename of the object 'a' to 'c'", () -> bucket.rename("a", "c"),
            "update of the object 'a'", () -> bucket.updateMeta("a", meta),
            "creation of the link 'l'", () -> bucket.linkObject("l", NAME, "a"));

    changes.forEach(
        (what, change) ->
            assertThatExceptionOfType(QuotaExceededException.class)
                .isThrownBy(change)
                .withMessageStartingWith("The %s in the bucket 'b' failed. A limit is", what));

    assertThat(bucket.list()).extracting(ObjectInfo::getObjectName).containsExactly("a");
    assertThat(real.read("a")).isEqualTo(DATA);
    real.awaitNoOrphans();
  }

  // O10
  @Test
  void aRecordThatCameBeforeThePurgeIsNotLeftWithoutItsChunks() throws Exception {
    bucket.put("a", DATA);
    fill();
    Trigger meanwhile = proxy.before(Direction.CLIENT_TO_SERVER, PURGE, () -> describe("a"));

    assertThat(bucket.delete("a")).isTrue();

    assertThat(meanwhile.hasFired()).isTrue();
    assertThat(bucket.list()).isEmpty();
    real.awaitNoOrphans();
  }

  // O10
  @Test
  void aRecordThatCameBeforeThePurgeOfARenameDoesNotShareItsChunks() throws Exception {
    bucket.put("old", DATA);
    Trigger full = proxy.before(Direction.CLIENT_TO_SERVER, "\"deleted\":true", this::fill);
    Trigger meanwhile = proxy.before(Direction.CLIENT_TO_SERVER, PURGE, () -> describe("old"));

    bucket.rename("old", "new");

    assertThat(full.hasFired()).isTrue();
    assertThat(meanwhile.hasFired()).isTrue();
    assertThat(bucket.list()).extracting(ObjectInfo::getObjectName).containsExactly("new");
    assertThat(real.read("new")).isEqualTo(DATA);
    real.awaitNoOrphans();
  }
}
