package ai.lixpi.nats.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.Trigger;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** O23: names of which an older Java client has written a record under the standard alphabet. */
class OldAlphabetTest extends StoreTest {
  private static final String OBJECT = "a>?~b";
  private static final byte[] OURS = RealBucket.bytes(3 * CHUNK, 1);
  private static final byte[] THEIRS = RealBucket.bytes(2 * CHUNK, 2);
  private static final byte[] NEXT = RealBucket.bytes(CHUNK + 1, 3);
  private static final PutOptions IF_ABSENT = PutOptions.builder().ifAbsent().build();

  @TempDir private Path folder = Path.of("");

  private void putTheirs(byte[] data) {
    try {
      real.jnats().put(OBJECT, data);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** While our next record is on its way. */
  private Trigger putTheirsMeanwhile(byte[] data) {
    return beforeRecord(() -> putTheirs(data));
  }

  private void putOursThenTheirs() throws Exception {
    bucket.put(OBJECT, OURS);
    putTheirs(THEIRS);
    assertThat(real.subjects("M")).hasSize(2);
  }

  private void putTheirsThenOurs() throws Exception {
    Trigger meanwhile = putTheirsMeanwhile(THEIRS);
    bucket.put(OBJECT, OURS);
    assertThat(meanwhile.hasFired()).isTrue();
    assertThat(real.subjects("M")).hasSize(2);
  }

  private void putRecord(String json) throws Exception {
    real.connection().jetStream().publish(Names.meta(NAME, OBJECT), json.getBytes(UTF_8));
  }

  private ObjectVersion info() {
    return bucket.info(OBJECT).orElseThrow();
  }

  private static PutOptions ifRevision(ObjectVersion version) {
    return PutOptions.builder().ifRevision(version.revision()).build();
  }

  private void requireOnly(byte[] data) {
    for (GetOptions options : new GetOptions[] {GetOptions.DEFAULT, fromLeader()}) {
      assertThat(bucket.get(OBJECT, options)).hasValue(data);
    }
    assertThat(info().info().getSize()).isEqualTo(data.length);
    assertThat(bucket.list())
        .extracting(ObjectInfo::getObjectName, ObjectInfo::getSize)
        .containsExactly(tuple(OBJECT, (long) data.length));
  }

  private static GetOptions fromLeader() {
    return GetOptions.builder().fromLeader().build();
  }

  private void requireNone() throws Exception {
    assertThat(bucket.get(OBJECT)).isEmpty();
    assertThat(bucket.get(OBJECT, fromLeader())).isEmpty();
    assertThat(bucket.info(OBJECT)).isEmpty();
    assertThat(bucket.list()).extracting(ObjectInfo::getObjectName).doesNotContain(OBJECT);
  }

  @ParameterizedTest
  @EnumSource
  void theNewerRecordOfAnOlderClientIsReadInEachWay(Way way) throws Exception {
    putOursThenTheirs();

    assertThat(way.read(bucket, OBJECT, folder)).isEqualTo(THEIRS);
    assertThat(way.read(bucket, OBJECT, folder)).isEqualTo(THEIRS);
    requireOnly(THEIRS);
  }

  @ParameterizedTest
  @EnumSource
  void ourNewerRecordIsReadInEachWay(Way way) throws Exception {
    putTheirsThenOurs();

    assertThat(way.read(bucket, OBJECT, folder)).isEqualTo(OURS);
    requireOnly(OURS);
  }

  @Test
  void theRevisionOfTheNewerRecordIsTheOneThatAPutMayExpect() throws Exception {
    bucket.put(OBJECT, OURS);
    ObjectVersion ours = info();
    putTheirs(THEIRS);

    assertThatExceptionOfType(ObjectConflictException.class)
        .isThrownBy(() -> bucket.put(OBJECT, ObjectSource.of(NEXT), ifRevision(ours)));
    assertThatExceptionOfType(ObjectConflictException.class)
        .isThrownBy(() -> bucket.put(OBJECT, ObjectSource.of(NEXT), IF_ABSENT));
    requireOnly(THEIRS);
    bucket.put(OBJECT, ObjectSource.of(NEXT), ifRevision(info()));

    requireOnly(NEXT);
    real.awaitNoOrphans();
    assertThat(real.subjects("M")).containsExactly(Names.meta(NAME, OBJECT));
  }

  @Test
  void anOverwriteAndADeleteCleanBoth() throws Exception {
    putOursThenTheirs();
    bucket.put(OBJECT, NEXT);
    requireOnly(NEXT);
    real.awaitNoOrphans();
    putTheirs(THEIRS);

    assertThat(bucket.delete(OBJECT)).isTrue();

    requireNone();
    assertThat(real.jnats().getList()).isEmpty();
    real.awaitNoOrphans();
    assertThat(real.chunks()).isEmpty();
  }

  @Test
  void aDeleteOfOurNewerRecordCleansBoth() throws Exception {
    putTheirsThenOurs();

    assertThat(bucket.delete(OBJECT)).isTrue();

    requireNone();
    real.awaitNoOrphans();
    assertThat(real.chunks()).isEmpty();
  }

  @Test
  void anUpdateIsOneOfTheNewerRecordAndLeavesNothing() throws Exception {
    putOursThenTheirs();

    bucket.updateMeta(OBJECT, ObjectMeta.builder(OBJECT).description("d").build());

    requireOnly(THEIRS);
    assertThat(info().info().getDescription()).isEqualTo("d");
    real.awaitNoOrphans();
    assertThat(bucket.delete(OBJECT)).isTrue();
    requireNone();
    real.awaitNoOrphans();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRenameTakesTheNewerRecordAndSharesNothing(boolean theirsIsNewer) throws Exception {
    if (theirsIsNewer) {
      putOursThenTheirs();
    } else {
      putTheirsThenOurs();
    }
    byte[] newer = theirsIsNewer ? THEIRS : OURS;

    bucket.rename(OBJECT, "new");

    requireNone();
    assertThat(real.read("new")).isEqualTo(newer);
    real.awaitNoOrphans();
    bucket.put(OBJECT, NEXT);
    assertThat(bucket.delete(OBJECT)).isTrue();
    assertThat(real.read("new")).isEqualTo(newer);
    real.awaitNoOrphans();
  }

  @Test
  void aRenamedRecordThatMayNotBePurgedSharesNothing(NatsServer server) throws Exception {
    putTheirs(THEIRS);
    DeleteTest.withoutPurge(
        server,
        (restarted, few, all) -> {
          few.rename(OBJECT, "new");

          assertThat(few.info(OBJECT)).isEmpty();
          assertThat(few.delete(OBJECT)).isFalse();
          all.nats.putObject(NAME, OBJECT, NEXT);
          all.nats.deleteObject(NAME, OBJECT);
          assertThat(few.get("new")).hasValue(THEIRS);
          assertThat(all.read("new")).isEqualTo(THEIRS);
        });
  }

  @Test
  void aRenameToANameThatOnlyAnOlderClientHasWrittenIsRefused() throws Exception {
    bucket.put("old", OURS);
    putTheirs(THEIRS);

    assertThatExceptionOfType(ObjectConflictException.class)
        .isThrownBy(() -> bucket.rename("old", OBJECT));

    assertThat(bucket.get(OBJECT)).hasValue(THEIRS);
    assertThat(bucket.get("old")).hasValue(OURS);
    real.awaitNoOrphans();
  }

  @Test
  void aPutThatExpectsTheRecordOfAnOlderClientIsAConflictWhenThisWritesMeanwhile()
      throws Exception {
    putOursThenTheirs();
    PutOptions options = ifRevision(info());
    Trigger meanwhile = putTheirsMeanwhile(NEXT);

    assertThatExceptionOfType(ObjectConflictException.class)
        .isThrownBy(() -> bucket.put(OBJECT, ObjectSource.of(OURS), options));

    assertThat(meanwhile.hasFired()).isTrue();
    requireOnly(NEXT);
    real.awaitNoOrphans();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPutThatExpectsOurRecordOrNoneIsAConflictWhenAnOlderClientWritesMeanwhile(boolean exists)
      throws Exception {
    PutOptions options = exists ? ifRevision(bucket.put(OBJECT, OURS)) : IF_ABSENT;
    Trigger meanwhile = putTheirsMeanwhile(THEIRS);

    assertThatExceptionOfType(ObjectConflictException.class)
        .isThrownBy(() -> bucket.put(OBJECT, ObjectSource.of(NEXT), options));

    assertThat(meanwhile.hasFired()).isTrue();
    requireOnly(THEIRS);
    real.awaitNoOrphans();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anUpdateIsOneOfWhatAnOlderClientPutMeanwhile(boolean theirsIsNewer) throws Exception {
    bucket.put(OBJECT, OURS);
    if (theirsIsNewer) {
      putTheirs(THEIRS);
    }
    Trigger meanwhile = putTheirsMeanwhile(NEXT);

    bucket.updateMeta(OBJECT, ObjectMeta.builder(OBJECT).description("d").build());

    assertThat(meanwhile.hasFired()).isTrue();
    requireOnly(NEXT);
    assertThat(info().info().getDescription()).isEqualTo("d");
    real.awaitNoOrphans();
  }

  @Test
  void anUpdateOfWhatAnOlderClientDeletesMeanwhileFindsNothing() throws Exception {
    putTheirs(THEIRS);
    Trigger meanwhile = beforeRecord(this::deleteTheirs);

    assertThatExceptionOfType(ObjectNotFoundException.class)
        .isThrownBy(
            () -> bucket.updateMeta(OBJECT, ObjectMeta.builder(OBJECT).description("d").build()));

    assertThat(meanwhile.hasFired()).isTrue();
    requireNone();
    real.awaitNoOrphans();
  }

  private void deleteTheirs() {
    try {
      real.jnats().delete(OBJECT);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRenameTakesWhatAnOlderClientPutMeanwhile() throws Exception {
    putOursThenTheirs();
    Trigger meanwhile = putTheirsMeanwhile(NEXT);

    bucket.rename(OBJECT, "new");

    assertThat(meanwhile.hasFired()).isTrue();
    requireNone();
    assertThat(real.read("new")).isEqualTo(NEXT);
    real.awaitNoOrphans();
  }

  @ParameterizedTest
  @EnumSource
  void whatAnOlderClientPutsDuringARenameIsThereAfterIt(RenameTest.Step step) throws Exception {
    bucket.put(OBJECT, OURS);
    Trigger meanwhile =
        proxy.before(Direction.CLIENT_TO_SERVER, step.bytes, () -> putTheirs(THEIRS));

    bucket.rename(OBJECT, "new");

    assertThat(meanwhile.hasFired()).isTrue();
    assertThat(bucket.get("new")).hasValue(OURS);
    assertThat(bucket.get(OBJECT)).hasValue(THEIRS);
    assertThat(bucket.list())
        .extracting(ObjectInfo::getObjectName)
        .containsExactlyInAnyOrder("new", OBJECT);
    assertThat(bucket.delete(OBJECT)).isTrue();
    assertThat(bucket.get("new")).hasValue(OURS);
    real.awaitNoOrphans();
  }

  @Test
  void aPutWhileAnOlderClientPutsHarmsNeither() throws Exception {
    putOursThenTheirs();
    Trigger meanwhile = putTheirsMeanwhile(OURS);

    bucket.put(OBJECT, NEXT);

    assertThat(meanwhile.hasFired()).isTrue();
    requireOnly(NEXT);
    assertThat(real.read(OBJECT)).isEqualTo(OURS);
    real.awaitNoOrphans();
  }

  @Test
  void aDeletionHidesAnEarlierRecordOfAnOlderClient() throws Exception {
    putTheirs(THEIRS);
    putRecord("{\"name\":\"" + OBJECT + "\",\"bucket\":\"b\",\"nuid\":\"x\",\"deleted\":true}");

    requireNone();
    bucket.put(OBJECT, ObjectSource.of(NEXT), IF_ABSENT);

    requireOnly(NEXT);
    real.awaitNoOrphans();
  }

  @Test
  void aDeletionByAnOlderClientIsOneOfItsOwnRecordOnly() throws Exception {
    putOursThenTheirs();

    deleteTheirs();

    requireOnly(OURS);
  }

  @Test
  void aRecordThatCanNotBeReadHidesNoNewerOne() throws Exception {
    putRecord("{garbage");
    assertThatExceptionOfType(ObjectIntegrityException.class).isThrownBy(() -> bucket.info(OBJECT));
    putTheirs(THEIRS);

    requireOnly(THEIRS);
  }

  @Test
  void onlyNamesThatHaveTwoSubjectsCostAnotherRequest() {
    bucket.put("plain", OURS);
    bucket.put(OBJECT, OURS);

    Map.of("plain", 1L, OBJECT, 2L)
        .forEach(
            (name, requests) -> {
              long before = nats.statistics().requests();
              bucket.info(name);
              assertThat(nats.statistics().requests() - before).as(name).isEqualTo(requests);
            });
  }
}
