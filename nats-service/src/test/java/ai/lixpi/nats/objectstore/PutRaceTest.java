package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.testkit.Trigger;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several who change one object at a time. */
class PutRaceTest extends StoreTest {
  private static final byte[] ONE = RealBucket.bytes(3 * CHUNK, 1);
  private static final byte[] TWO = RealBucket.bytes(2 * CHUNK + 1, 2);

  /** A source that lets something else happen in the middle of its put. */
  private static ObjectSource during(byte[] data, Runnable action) {
    return ObjectSource.of(
        new ByteArrayInputStream(data) {
          private int reads;

          @Override
          public int readNBytes(byte[] into, int from, int length) {
            if (++reads == 2) {
              action.run();
            }
            return super.readNBytes(into, from, length);
          }
        });
  }

  // O9
  @Test
  void aPutOverAnotherThatCameInBetweenWinsAndNothingIsLeft() throws Exception {
    bucket.put("a", during(ONE, () -> real.nats.putObject(NAME, "a", TWO)), PutOptions.DEFAULT);

    assertThat(real.read("a")).isEqualTo(ONE);
    real.awaitNoOrphans();
  }

  // O9
  @Test
  void aConditionalPutThatIsOvertakenIsAConflictAndNothingOfItIsLeft() throws Exception {
    ObjectVersion seen = bucket.put("a", new byte[5]);
    PutOptions ifSeen = PutOptions.builder().ifRevision(seen.revision()).build();

    assertThatThrownBy(
            () -> bucket.put("a", during(ONE, () -> real.nats.putObject(NAME, "a", TWO)), ifSeen))
        .isInstanceOf(ObjectConflictException.class)
        .hasMessageContaining("'a'")
        .hasMessageContaining("revision");

    assertThat(real.read("a")).isEqualTo(TWO);
    real.awaitNoOrphans();
  }

  // O9
  @Test
  void ofSixteenPutsThatWantANewNameExactlyOneWins() throws Exception {
    PutOptions ifAbsent = PutOptions.builder().ifAbsent().build();

    byte[] winner = new PutRace("a", ifAbsent, List.of(bucket)).onlyWinner();

    assertThat(real.read("a")).isEqualTo(winner);
    real.awaitNoOrphans();
  }

  // O9
  @Test
  void sixteenPutsOfOneNameAllSucceedAndOneOfThemIsReadable() throws Exception {
    byte[] last = new PutRace("a", PutOptions.DEFAULT, List.of(bucket)).last();

    assertThat(real.read("a")).isEqualTo(last);
    real.awaitNoOrphans();
  }

  @Test
  void aConditionThatDoesNotHoldIsFoundOutBeforeAnythingIsSent() throws Exception {
    ObjectVersion version = bucket.put("a", ONE);
    bucket.put("a", TWO);
    real.awaitNoOrphans();
    long messages = real.stream().getStreamInfo("OBJ_b").getStreamState().getLastSequence();

    for (PutOptions options :
        List.of(
            PutOptions.builder().ifAbsent().build(),
            PutOptions.builder().ifRevision(version.revision()).build())) {
      assertThatThrownBy(() -> bucket.put("a", ObjectSource.of(ONE), options))
          .isInstanceOf(ObjectConflictException.class);
    }

    assertThat(real.stream().getStreamInfo("OBJ_b").getStreamState().getLastSequence())
        .isEqualTo(messages);
  }

  @Test
  void conditionsThatHoldLetThePutThrough() throws Exception {
    PutOptions ifAbsent = PutOptions.builder().ifAbsent().build();
    ObjectVersion first = bucket.put("a", ObjectSource.of(ONE), ifAbsent);
    bucket.put(
        "a", ObjectSource.of(TWO), PutOptions.builder().ifRevision(first.revision()).build());
    assertThat(real.read("a")).isEqualTo(TWO);
    bucket.delete("a");

    bucket.put("a", ObjectSource.of(ONE), ifAbsent);

    assertThat(real.read("a")).isEqualTo(ONE);
    real.awaitNoOrphans();
  }

  // O10
  @Test
  void aPutThatComesDuringADeleteIsDeletedWholeOrNotAtAll() throws Exception {
    bucket.put("a", ONE);
    beforeRecord(() -> real.nats.putObject(NAME, "a", TWO));

    assertThat(bucket.delete("a")).isTrue();

    assertThat(bucket.info("a")).isEmpty();
    real.awaitNoOrphans();
    assertThat(real.chunks()).isEmpty();
  }

  // O10
  @Test
  void aDeleteThatComesDuringAPutDoesNotHarmWhatIsPut() throws Exception {
    bucket.put("a", TWO);
    beforeRecord(() -> real.nats.deleteObject(NAME, "a"));

    bucket.put("a", ONE);

    assertThat(real.read("a")).isEqualTo(ONE);
    real.awaitNoOrphans();
  }

  // O10
  @Test
  void aPutThatComesDuringAnUpdateOfMetadataKeepsItsBytes() throws Exception {
    bucket.put("a", ONE);
    beforeRecord(() -> real.nats.putObject(NAME, "a", TWO));

    ObjectVersion updated =
        bucket.updateMeta("a", ObjectMeta.builder("a").description("new").build());

    assertThat(updated.info().getSize()).isEqualTo(TWO.length);
    assertThat(real.info("a").getDescription()).isEqualTo("new");
    assertThat(real.read("a")).isEqualTo(TWO);
    real.awaitNoOrphans();
  }

  // O10
  @Test
  void anUpdateOfMetadataThatComesDuringAPutDoesNotHarmWhatIsPut() throws Exception {
    bucket.put("a", TWO);
    beforeRecord(
        () ->
            real.nats
                .getObjectStore(NAME)
                .updateMeta("a", ObjectMeta.builder("a").description("new").build()));

    bucket.put("a", ONE);

    assertThat(real.read("a")).isEqualTo(ONE);
    real.awaitNoOrphans();
  }

  // O10
  @Test
  void aRenameThatComesDuringAPutTakesTheVersionBeforeAndThePutStays() throws Exception {
    bucket.put("a", TWO);
    Trigger meanwhile = beforeRecord(() -> real.nats.getObjectStore(NAME).rename("a", "new"));

    bucket.put("a", ONE);

    assertThat(meanwhile.hasFired()).isTrue();
    assertThat(real.read("a")).isEqualTo(ONE);
    assertThat(real.read("new")).isEqualTo(TWO);
    real.awaitNoOrphans();
    assertThat(bucket.delete("a")).isTrue();
    assertThat(real.read("new")).isEqualTo(TWO);
    real.awaitNoOrphans();
  }

  // O10
  @Test
  void aRenameToTheNameThatComesDuringAPutIsOverwritten() throws Exception {
    bucket.put("old", TWO);
    Trigger meanwhile = beforeRecord(() -> real.nats.getObjectStore(NAME).rename("old", "a"));

    bucket.put("a", ONE);

    assertThat(meanwhile.hasFired()).isTrue();
    assertThat(bucket.list()).extracting(ObjectInfo::getObjectName).containsExactly("a");
    assertThat(real.read("a")).isEqualTo(ONE);
    real.awaitNoOrphans();
  }

  // O10
  @Test
  void aConditionalPutDuringWhichTheNameIsRenamedIsAConflict() throws Exception {
    ObjectVersion seen = bucket.put("a", TWO);
    PutOptions ifSeen = PutOptions.builder().ifRevision(seen.revision()).build();
    Trigger meanwhile = beforeRecord(() -> real.nats.getObjectStore(NAME).rename("a", "new"));

    assertThatThrownBy(() -> bucket.put("a", ObjectSource.of(ONE), ifSeen))
        .isInstanceOf(ObjectConflictException.class);

    assertThat(meanwhile.hasFired()).isTrue();
    assertThat(bucket.list()).extracting(ObjectInfo::getObjectName).containsExactly("new");
    assertThat(real.read("new")).isEqualTo(TWO);
    real.awaitNoOrphans();
  }

  // L5
  @ParameterizedTest
  @ValueSource(ints = {64})
  void manyPutsAtATimeOnOneConnectionAreAllComplete(int count) throws Exception {
    List<CompletableFuture<ObjectVersion>> puts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] data = RealBucket.bytes(8 * CHUNK + i, i);
      puts.add(bucket.putAsync("object " + i, ObjectSource.of(data), PutOptions.DEFAULT));
    }
    for (CompletableFuture<ObjectVersion> put : puts) {
      result(put);
    }

    for (int i = 0; i < count; i++) {
      assertThat(real.read("object " + i)).isEqualTo(RealBucket.bytes(8 * CHUNK + i, i));
    }
    real.awaitNoOrphans();
  }
}
