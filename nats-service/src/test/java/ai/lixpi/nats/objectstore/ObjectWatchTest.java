package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.api.StorageType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NatsTest(jetStream = true)
@SuppressWarnings({"try", "NullAway"}) // the watch is open meanwhile, that is all
class ObjectWatchTest implements ObjectWatcher {
  private static final String UP_TO_DATE = "(up to date)";

  private final NatsServer server;
  private final FaultProxy proxy;
  private final Bucket here;
  private final List<String> seen = new CopyOnWriteArrayList<>();

  ObjectWatchTest(NatsServer server) throws Exception {
    this.server = server;
    server.restore();
    proxy = FaultProxy.to(server);
    here =
        new Bucket(server.url(), proxy.url(), Bucket.configuration().storageType(StorageType.File));
  }

  @AfterEach
  void close() {
    here.close();
    proxy.close();
  }

  @Override
  public void changed(Optional<ObjectVersion> change) {
    seen.add(
        change
            .map(ObjectVersion::info)
            .map(info -> (info.isDeleted() ? "-" : "+") + info.getObjectName())
            .orElse(UP_TO_DATE));
  }

  private void awaitSeen(String... expected) {
    await().atMost(Bucket.PATIENCE).untilAsserted(() -> assertThat(seen).containsExactly(expected));
  }

  @Test
  void aWatchTellsWhatIsThereThenThatItIsUpToDateThenEveryChange() throws Exception {
    here.put("a", new byte[1]);
    here.put("b", new byte[1]);
    here.put("gone", new byte[1]);
    here.store.delete("gone");
    try (ObjectWatch watch = here.bucket.watch(this, WatchOptions.CURRENT_AND_CHANGES)) {
      awaitSeen("+a", "+b", "-gone", UP_TO_DATE);
      here.put("a", new byte[2]);
      here.put("c", new byte[2]);
      here.store.delete("b");
      awaitSeen("+a", "+b", "-gone", UP_TO_DATE, "+a", "+c", "-b");
    }
    await().atMost(Bucket.PATIENCE).until(() -> here.consumers() == 0);
  }

  @Test
  void aWatchCanLeaveDeletedObjectsOut() throws Exception {
    here.put("a", new byte[1]);
    here.put("gone", new byte[1]);
    here.store.delete("gone");
    try (ObjectWatch watch =
        here.bucket.watch(this, WatchOptions.CURRENT_AND_CHANGES_IGNORE_DELETES)) {
      awaitSeen("+a", UP_TO_DATE);
      here.store.delete("a");
      here.put("b", new byte[1]);
      awaitSeen("+a", UP_TO_DATE, "+b");
    }
  }

  @Test
  void aWatchOfChangesMissesNoneThatIsMadeAfterItsStart() throws Exception {
    here.put("before", new byte[1]);
    try (ObjectWatch watch = here.bucket.watch(this, WatchOptions.CHANGES_ONLY)) {
      here.put("after", new byte[1]);
      awaitSeen(UP_TO_DATE, "+after");
    }
  }

  @Test
  void aWatchOfAnEmptyBucketIsUpToDateAtOnce() throws Exception {
    try (ObjectWatch watch = here.bucket.watch(this, WatchOptions.CURRENT_AND_CHANGES)) {
      awaitSeen(UP_TO_DATE);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void overCutsOfTheLinkNothingIsLostOrToldTwice(boolean before) throws Exception {
    List<String> expected = new ArrayList<>(List.of(UP_TO_DATE));
    if (before) {
      here.put("before", new byte[1]);
    }
    try (ObjectWatch watch = here.bucket.watch(this, WatchOptions.CHANGES_ONLY)) {
      for (int i = 0; i < 300; i++) {
        if (i % 50 == 0) { // also before anything has come
          proxy.cut();
        }
        if (i % 100 == 60) {
          proxy.refuse();
          proxy.cut();
        }
        if (i % 100 == 80) {
          proxy.accept();
        }
        here.put("o" + i, new byte[1]);
        expected.add("+o" + i);
      }
      awaitSeen(expected.toArray(new String[0]));
    }
  }

  @Test
  void overAKillOfTheServerNothingIsLostOrToldTwice() throws Exception {
    here.put("a", new byte[1]);
    try (ObjectWatch watch = here.bucket.watch(this, WatchOptions.CURRENT_AND_CHANGES)) {
      awaitSeen("+a", UP_TO_DATE);
      server.kill();
      server.restart();
      await().atMost(Bucket.PATIENCE).until(() -> isPut("b"));
      awaitSeen("+a", UP_TO_DATE, "+b");
    }
  }

  private boolean isPut(String name) {
    try {
      here.put(name, new byte[0]);
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  @Test
  void whatAWatcherThrowsIsReportedAndTheWatchGoesOn() throws Exception {
    Exception failure = new Exception("of the watcher");
    ObjectWatcher watcher =
        change -> {
          changed(change);
          if (seen.size() == 2) {
            throw failure;
          }
        };
    try (ObjectWatch watch = here.bucket.watch(watcher, WatchOptions.CURRENT_AND_CHANGES)) {
      here.put("a", new byte[1]);
      here.put("b", new byte[1]);
      awaitSeen(UP_TO_DATE, "+a", "+b");
      await().atMost(Bucket.PATIENCE).until(() -> !here.failures.isEmpty());
      assertThat(here.failures).singleElement().satisfies(e -> assertThat(e).hasCause(failure));
    }
  }

  @Test
  void afterCloseNoCallStartsAndACallThatRunsIsWaitedFor() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ObjectWatch watch =
        here.bucket.watch(
            change -> {
              if (change.isPresent()) {
                inside.countDown();
                goOn.await(30, TimeUnit.SECONDS);
              }
              changed(change);
            },
            WatchOptions.CHANGES_ONLY);
    here.put("a", new byte[1]);
    assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
    Thread closer = new Thread(watch::close);
    closer.start();
    await().atMost(Bucket.PATIENCE).until(() -> closer.getState() == Thread.State.WAITING);

    goOn.countDown();
    closer.join();

    List<String> atClose = List.copyOf(seen);
    here.put("b", new byte[1]);
    await().atMost(Bucket.PATIENCE).until(() -> here.consumers() == 0);
    assertThat(seen).isEqualTo(atClose).containsExactly(UP_TO_DATE, "+a");
  }

  @Test
  void aWatcherMayCloseItsOwnWatch() throws Exception {
    AtomicReference<ObjectWatch> watch = new AtomicReference<>();
    watch.set(
        here.bucket.watch(
            change -> {
              changed(change);
              if (change.isPresent()) {
                watch.get().close();
              }
            },
            WatchOptions.CHANGES_ONLY));
    here.put("a", new byte[1]);
    here.put("b", new byte[1]);
    await().atMost(Bucket.PATIENCE).until(() -> here.consumers() == 0);
    awaitSeen(UP_TO_DATE, "+a");
  }

  @Test
  void aWatchOfAMissingBucketIsRefusedAndOneOfABucketThatGoesAwayIsReported() throws Exception {
    ObjectBucket missing = here.nats.createObjectStore(here.name + "-gone");
    here.jnats.objectStoreManagement().delete(here.name + "-gone");
    assertThatThrownBy(() -> missing.watch(this, WatchOptions.CHANGES_ONLY))
        .isInstanceOf(BucketNotFoundException.class);

    try (ObjectWatch watch = here.bucket.watch(this, WatchOptions.CHANGES_ONLY)) {
      awaitSeen(UP_TO_DATE);
      here.jnats.objectStoreManagement().delete(here.name);
      await()
          .atMost(Bucket.PATIENCE)
          .until(() -> here.failures.stream().anyMatch(BucketNotFoundException.class::isInstance));
    }
  }
}
