package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.PayloadTooLargeException;
import ai.lixpi.nats.testkit.Trigger;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Updates of description, headers and the map of metadata. */
class UpdateMetaTest extends StoreTest {
  private static final byte[] DATA = RealBucket.bytes(3 * CHUNK, 1);
  private static final byte[] OTHER = RealBucket.bytes(2 * CHUNK, 2);
  private static final PutOptions DESCRIBED =
      PutOptions.builder()
          .description("first")
          .headers(new Headers().put("Kept", "no").put("Both", "old"))
          .metadata("kept", "no")
          .metadata("both", "old")
          .build();

  private static ObjectMeta meta(String name) {
    return ObjectMeta.builder(name)
        .description("second")
        .headers(new Headers().put("Both", "new").put("Many", "one", "two"))
        .metadata(Map.of("both", "new", "ключ", "значение \" \n"))
        .build();
  }

  private static void requireUpdated(ObjectInfo info) {
    assertThat(info.getDescription()).isEqualTo("second");
    assertThat(info.getMetaData()).isEqualTo(Map.of("both", "new", "ключ", "значение \" \n"));
    Headers headers = info.getHeaders();
    assertThat(headers.keySet()).containsExactlyInAnyOrder("Both", "Many");
    assertThat(headers.get("Both")).isEqualTo(List.of("new"));
    assertThat(headers.get("Many")).isEqualTo(List.of("one", "two"));
  }

  @Test
  void anUpdateReplacesMetadataAndHeadersAndKeepsTheBytes() throws Exception {
    ObjectVersion before = bucket.put("a", ObjectSource.of(DATA), DESCRIBED);

    ObjectVersion after = bucket.updateMeta("a", meta("a"));

    assertThat(after.revision()).isGreaterThan(before.revision());
    requireUpdated(after.info());
    requireUpdated(bucket.info("a").orElseThrow().info());
    requireUpdated(real.info("a"));
    assertThat(real.info("a").getNuid()).isEqualTo(before.info().getNuid());
    assertThat(real.read("a")).isEqualTo(DATA);
    real.awaitNoOrphans();
  }

  @Test
  void anUpdateWithoutMetadataAndHeadersRemovesThem() throws Exception {
    bucket.put("a", ObjectSource.of(DATA), DESCRIBED);

    bucket.updateMeta("a", ObjectMeta.objectName("a"));

    for (ObjectInfo info : List.of(bucket.info("a").orElseThrow().info(), real.info("a"))) {
      assertThat(info.getDescription()).isNull();
      assertThat(info.getMetaData()).isNullOrEmpty();
      assertThat(info.getHeaders() == null || info.getHeaders().isEmpty()).isTrue();
    }
    assertThat(real.read("a")).isEqualTo(DATA);
  }

  @Test
  void anUpdateWithAnotherNameTakesMetadataAndHeadersAlong() throws Exception {
    bucket.put("a", ObjectSource.of(DATA), DESCRIBED);

    requireUpdated(bucket.updateMeta("a", meta("new")).info());

    requireUpdated(real.info("new"));
    assertThat(real.read("new")).isEqualTo(DATA);
    assertThat(real.info("a")).isNull();
    real.awaitNoOrphans();
  }

  // O10
  @Test
  void metadataThatIsUpdatedDuringAPutIsThatOfTheVersionBefore() throws Exception {
    bucket.put("a", OTHER);
    Trigger meanwhile =
        beforeRecord(() -> real.nats.getObjectStore(NAME).updateMeta("a", meta("a")));

    bucket.put("a", ObjectSource.of(DATA), DESCRIBED);

    assertThat(meanwhile.hasFired()).isTrue();
    assertThat(real.info("a").getMetaData()).isEqualTo(Map.of("kept", "no", "both", "old"));
    assertThat(real.read("a")).isEqualTo(DATA);
    real.awaitNoOrphans();
  }

  // O10
  @Test
  void anUpdateOfMetadataDuringWhichAnotherComesIsTheLastOfBoth() throws Exception {
    bucket.put("a", DATA);
    ObjectMeta theirs = ObjectMeta.builder("a").metadata(Map.of("their", "s")).build();
    Trigger meanwhile = beforeRecord(() -> real.nats.getObjectStore(NAME).updateMeta("a", theirs));

    bucket.updateMeta("a", meta("a"));

    assertThat(meanwhile.hasFired()).isTrue();
    requireUpdated(real.info("a"));
    assertThat(real.read("a")).isEqualTo(DATA);
    real.awaitNoOrphans();
  }

  // O10
  @Test
  void anUpdateOfWhatIsDeletedMeanwhileFindsNothingAndRevivesNothing() throws Exception {
    bucket.put("a", DATA);
    Trigger meanwhile = beforeRecord(() -> real.nats.deleteObject(NAME, "a"));

    assertThatExceptionOfType(ObjectNotFoundException.class)
        .isThrownBy(() -> bucket.updateMeta("a", meta("a")));

    assertThat(meanwhile.hasFired()).isTrue();
    assertThat(bucket.info("a")).isEmpty();
    real.awaitNoOrphans();
  }

  // O4
  @Test
  void metadataThatIsTooLargeChangesNothingAndIsNotInTheMessage() throws Exception {
    bucket.put("a", ObjectSource.of(DATA), DESCRIBED);
    Map<String, String> large = Map.of("s3cret", "s3cret".repeat(200_000));

    assertThatExceptionOfType(PayloadTooLargeException.class)
        .isThrownBy(() -> bucket.updateMeta("a", ObjectMeta.builder("a").metadata(large).build()))
        .withMessageStartingWith("The update of the object 'a' in the bucket 'b' failed. A message")
        .withMessageNotContaining("s3cret")
        .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT));

    assertThat(real.info("a").getDescription()).isEqualTo("first");
    assertThat(real.read("a")).isEqualTo(DATA);
  }

  // O4
  @Test
  void metadataThatIsTooLargeForTheStreamChangesNothing() throws Exception {
    bucket.put("a", ObjectSource.of(DATA), DESCRIBED);
    StreamConfiguration stream = real.stream().getStreamInfo("OBJ_b").getConfiguration();
    real.stream()
        .updateStream(StreamConfiguration.builder(stream).maximumMessageSize(10_000).build());
    ObjectMeta large = ObjectMeta.builder("a").metadata(Map.of("k", "v".repeat(20_000))).build();

    assertThatExceptionOfType(JetStreamException.class)
        .isThrownBy(() -> bucket.updateMeta("a", large))
        .withMessageStartingWith("The update of the object 'a' in the bucket 'b' failed. JetStream")
        .satisfies(e -> assertThat(e.errorCode()).isEqualTo(ApiError.MESSAGE_TOO_LARGE))
        .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.REJECTED));

    assertThat(real.info("a").getDescription()).isEqualTo("first");
    assertThat(real.read("a")).isEqualTo(DATA);
  }
}
