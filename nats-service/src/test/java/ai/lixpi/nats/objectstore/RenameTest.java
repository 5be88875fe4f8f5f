package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.PermissionDeniedException;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.Trigger;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RenameTest extends StoreTest {
  private static final byte[] DATA = RealBucket.bytes(3 * CHUNK, 1);
  private static final byte[] OTHER = RealBucket.bytes(2 * CHUNK, 2);

  /** The steps of a rename, and the bytes that announce each. */
  enum Step {
    MARK("Lixpi-Rename-To"),
    WRITE("Lixpi-Renamed-From"),
    REMOVE("\"deleted\":true");

    final String bytes;

    Step(String bytes) {
      this.bytes = bytes;
    }
  }

  /** What somebody else does meanwhile, or afterwards. */
  enum Other {
    PUT_OLD {
      @Override
      void act(ObjectBucket bucket) {
        bucket.put("old", OTHER);
      }
    },
    PUT_NEW {
      @Override
      void act(ObjectBucket bucket) {
        bucket.put("new", OTHER);
      }
    },
    DELETE_OLD {
      @Override
      void act(ObjectBucket bucket) {
        bucket.delete("old");
      }
    },
    DELETE_NEW {
      @Override
      void act(ObjectBucket bucket) {
        bucket.delete("new");
      }
    },
    RENAME_OLD {
      @Override
      void act(ObjectBucket bucket) {
        if (bucket.info("old").isPresent()) {
          try {
            bucket.rename("old", "third");
          } catch (ObjectNotFoundException e) {
            // the rename in progress was taken to its end first
          }
        }
      }
    },
    UPDATE_NEW {
      @Override
      void act(ObjectBucket bucket) {
        try {
          bucket.updateMeta("new", ObjectMeta.builder("new").description("d").build());
        } catch (ObjectNotFoundException e) {
          // not yet
        }
      }
    };

    abstract void act(ObjectBucket bucket);
  }

  static Stream<Arguments> races() {
    return Arrays.stream(Step.values())
        .flatMap(step -> Arrays.stream(Other.values()).map(other -> Arguments.of(step, other)));
  }

  private ObjectBucket theirs() {
    return real.nats.getObjectStore(NAME);
  }

  /** Every object is readable, and none shares its chunks with another. */
  private void requireSound() throws Exception {
    real.awaitNoOrphans();
    Set<String> nuids = new HashSet<>();
    for (ObjectInfo info : real.jnats().getList()) {
      assertThat(nuids.add(info.getNuid())).as("nuid of " + info.getObjectName()).isTrue();
      assertThat(real.read(info.getObjectName())).isIn(DATA, OTHER);
    }
  }

  @Test
  void aRenamedObjectIsReadableUnderItsNewNameOnly() throws Exception {
    ObjectVersion before = bucket.put("old", DATA);

    ObjectVersion after = bucket.rename("old", "new");

    assertThat(after.info().getObjectName()).isEqualTo("new");
    assertThat(after.info().getNuid()).isEqualTo(before.info().getNuid());
    assertThat(real.read("new")).isEqualTo(DATA);
    assertThat(real.info("old")).isNull();
    requireSound();
  }

  @Test
  void aRenameOfNothingOrOverAnObjectIsRefused() throws Exception {
    bucket.put("old", DATA);
    bucket.put("new", OTHER);

    assertThatThrownBy(() -> bucket.rename("none", "x"))
        .isInstanceOf(ObjectNotFoundException.class);
    assertThatThrownBy(() -> bucket.rename("old", "new"))
        .isInstanceOf(ObjectConflictException.class);

    assertThat(real.read("old")).isEqualTo(DATA);
    assertThat(real.read("new")).isEqualTo(OTHER);
    requireSound();
  }

  @Test
  void aRenameOverADeletedObjectAndBackAgainWorks() throws Exception {
    bucket.put("new", OTHER);
    bucket.delete("new");
    bucket.put("old", DATA);

    bucket.rename("old", "new");
    bucket.rename("new", "old");
    bucket.rename("old", "old");

    assertThat(real.read("old")).isEqualTo(DATA);
    requireSound();
  }

  @Test
  void newMetadataWithAnotherNameRenames() throws Exception {
    bucket.put("old", DATA);

    bucket.updateMeta("old", ObjectMeta.builder("new").description("d").build());

    assertThat(real.info("new").getDescription()).isEqualTo("d");
    assertThat(real.read("new")).isEqualTo(DATA);
    assertThat(real.info("old")).isNull();
    requireSound();
  }

  // O10
  @ParameterizedTest
  @EnumSource
  void aCutBeforeAStepDoesNotLeaveTheOldNameReadable(Step step) throws Exception {
    bucket.put("old", DATA);
    Trigger cut = proxy.before(Direction.CLIENT_TO_SERVER, step.bytes, proxy::cut);

    bucket.rename("old", "new");

    assertThat(cut.hasFired()).isTrue();
    assertThat(bucket.list()).extracting(ObjectInfo::getObjectName).containsExactly("new");
    assertThat(bucket.info("old")).isEmpty();
    assertThat(real.read("new")).isEqualTo(DATA);
    requireSound();
  }

  // O10
  @Test
  void aRenameThatOthersEndedAndWentOnFromSharesNothingWithTheirs() throws Exception {
    bucket.put("old", DATA);
    Trigger meanwhile =
        proxy.before(
            Direction.CLIENT_TO_SERVER,
            Step.WRITE.bytes,
            () -> {
              theirs().delete("old"); // ends the rename
              theirs().rename("new", "third");
            });

    CompletableFuture<ObjectVersion> rename = start(() -> bucket.rename("old", "new"));

    assertThat(failure(rename)).isInstanceOf(ObjectNotFoundException.class);
    assertThat(meanwhile.hasFired()).isTrue();
    assertThat(bucket.list()).extracting(ObjectInfo::getObjectName).containsExactly("third");
    requireSound();
  }

  // O10
  @Test
  void aRenameWhoseNewNameIsRefusedChangesNothingThenOrLater(NatsServer server) throws Exception {
    bucket.put("old", DATA);
    server.restart(
        settings ->
            settings.config(
                """
                authorization { users: [
                  {user: all, password: p}
                  {user: few, password: p, permissions: {publish: {deny: ["%s"]}}}
                ] }
                """
                    .formatted(Names.meta(NAME, "new"))));
    try (NatsService few = NatsService.connect(server.url().replace("://", "://few:p@"));
        RealBucket all = new RealBucket(server.url().replace("://", "://all:p@"), NAME)) {
      few.awaitConnected(RealBucket.PATIENCE);
      ObjectBucket refused = few.getObjectStore(NAME);

      assertThatThrownBy(() -> refused.rename("old", "new"))
          .isInstanceOf(PermissionDeniedException.class);

      all.nats.getObjectStore(NAME).sweep(Duration.ZERO);
      assertThat(refused.list()).extracting(ObjectInfo::getObjectName).containsExactly("old");
      refused.put("old", OTHER);
      assertThat(refused.get("old")).hasValue(OTHER);
      assertThat(refused.delete("old")).isTrue();
      all.awaitNoOrphans();
    }
  }

  // O10, O21
  @Test
  void aRenameThatMayPurgeNothingLeavesTheNewNameOnly(NatsServer server) throws Exception {
    bucket.put("old", DATA);
    server.restart(
        settings ->
            settings.config(
                """
                authorization { users: [
                  {user: all, password: p}
                  {user: few, password: p, permissions: {publish: {deny: ["$JS.API.STREAM.PURGE.>"]}}}
                ] }
                """));
    try (NatsService few = NatsService.connect(server.url().replace("://", "://few:p@"))) {
      few.awaitConnected(RealBucket.PATIENCE);
      ObjectBucket denied = few.getObjectStore(NAME);

      denied.rename("old", "new");

      assertThat(denied.list()).extracting(ObjectInfo::getObjectName).containsExactly("new");
      assertThat(denied.get("new")).hasValue(DATA);
    }
  }

  // O10
  @ParameterizedTest
  @MethodSource("races")
  void whateverComesDuringARenameNothingIsSharedOrLost(Step step, Other other) throws Exception {
    bucket.put("old", DATA);
    real.awaitNoOrphans();
    Trigger meanwhile =
        proxy.before(Direction.CLIENT_TO_SERVER, step.bytes, () -> other.act(theirs()));

    CompletableFuture<ObjectVersion> rename = start(() -> bucket.rename("old", "new"));
    try {
      result(rename);
    } catch (ExecutionException e) {
      assertThat(e.getCause())
          .isInstanceOfAny(ObjectConflictException.class, ObjectNotFoundException.class);
    }

    assertThat(meanwhile.hasFired()).isTrue();
    await().atMost(RealBucket.PATIENCE).untilAsserted(this::requireSound);
  }

  // O10
  @ParameterizedTest
  @EnumSource
  void aPutOfTheOldNameDuringARenameIsReadable(Step step) throws Exception {
    bucket.put("old", DATA);
    Trigger meanwhile =
        proxy.before(Direction.CLIENT_TO_SERVER, step.bytes, () -> theirs().put("old", OTHER));

    bucket.rename("old", "new");

    assertThat(meanwhile.hasFired()).isTrue();
    if (step == Step.MARK) { // then it is what was renamed
      assertThat(real.info("old")).isNull();
      assertThat(real.read("new")).isEqualTo(OTHER);
    } else {
      assertThat(real.read("old")).isEqualTo(OTHER);
      assertThat(real.read("new")).isEqualTo(DATA);
    }
    requireSound();
  }

  // O10
  @ParameterizedTest
  @EnumSource
  void aPutOfTheNewNameDuringARenameIsReadable(Step step) throws Exception {
    bucket.put("old", DATA);
    Trigger meanwhile =
        proxy.before(Direction.CLIENT_TO_SERVER, step.bytes, () -> theirs().put("new", OTHER));

    CompletableFuture<ObjectVersion> rename = start(() -> bucket.rename("old", "new"));

    if (step == Step.REMOVE) {
      result(rename);
      assertThat(real.info("old")).isNull();
    } else {
      assertThat(failure(rename)).isInstanceOf(ObjectConflictException.class);
      assertThat(real.read("old")).isEqualTo(DATA);
    }
    assertThat(meanwhile.hasFired()).isTrue();
    assertThat(real.read("new")).isEqualTo(OTHER);
    requireSound();
  }

  // O10
  @ParameterizedTest
  @MethodSource("races")
  void whateverComesAfterAnInterruptedRenameNothingIsSharedOrLost(Step step, Other other)
      throws Exception {
    bucket.put("old", DATA);
    real.awaitNoOrphans();
    interrupt(step);

    other.act(theirs());
    theirs().sweep(Duration.ZERO);

    requireSound();
  }

  // O10
  @ParameterizedTest
  @EnumSource
  void aSweepFinishesAnInterruptedRename(Step step) throws Exception {
    bucket.put("old", DATA);
    real.awaitNoOrphans();
    interrupt(step);

    theirs().sweep(Duration.ZERO);

    String name = step == Step.MARK ? "old" : "new";
    assertThat(real.jnats().getList()).extracting(ObjectInfo::getObjectName).containsExactly(name);
    assertThat(real.read(name)).isEqualTo(DATA);
    requireSound();
  }

  // O5, O10
  @Test
  void aRenameWhoseClientIsGoneAfterItsMarkMayHaveHappened() throws Exception {
    bucket.put("old", DATA);
    real.awaitNoOrphans();

    Throwable failure = failure(goneAfter(Step.MARK, () -> bucket.rename("old", "new")));

    assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.UNKNOWN);
    theirs().sweep(Duration.ZERO);
    assertThat(real.jnats().getList()).extracting(ObjectInfo::getObjectName).containsExactly("new");
    requireSound();
  }

  // O5, O10
  @Test
  void anUpdateWhoseClientIsGoneAfterItHasRenamedMayHaveHappened() throws Exception {
    bucket.put("old", DATA);
    real.awaitNoOrphans();
    ObjectMeta meta = ObjectMeta.builder("new").description("d").build();

    Throwable failure = failure(goneAfter(Step.REMOVE, () -> bucket.updateMeta("old", meta)));

    assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(real.read("new")).isEqualTo(DATA);
    requireSound();
  }

  /** The client is gone when it looks at the new name after a step. */
  private CompletableFuture<ObjectVersion> goneAfter(Step step, Callable<ObjectVersion> change)
      throws Exception {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    proxy.before(
        Direction.CLIENT_TO_SERVER,
        step.bytes,
        () ->
            proxy.before(
                Direction.CLIENT_TO_SERVER,
                "\"last_by_subj\":\"" + Names.meta(NAME, "new"),
                () -> {
                  proxy.refuse();
                  proxy.cut();
                  gone.complete(null);
                }));
    CompletableFuture<ObjectVersion> changed = start(change);
    result(gone);
    nats.disconnect();
    return changed;
  }

  /** The client of the rename is gone before a step. */
  private void interrupt(Step step) throws Exception {
    Trigger gone =
        proxy.before(
            Direction.CLIENT_TO_SERVER,
            step.bytes,
            () -> {
              proxy.refuse();
              proxy.cut();
            });
    CompletableFuture<ObjectVersion> rename = start(() -> bucket.rename("old", "new"));
    gone.await(RealBucket.PATIENCE);
    nats.disconnect();
    rename.handle((version, failure) -> null).get();
  }
}
