package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.Trigger;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches that are sent again, because nobody knows what became of the first copy. */
class RepeatedBatchTest extends StoreTest {
  private static final byte[] OLD = RealBucket.bytes(1_000, 1);
  private static final byte[] NEW = RealBucket.bytes(10_000, 2);
  private static final byte[] THEIRS = RealBucket.bytes(5_000, 3);
  private static final String COMMIT = "Nats-Batch-Commit";
  private static final String STORED = "\"count\":2";
  private static final int MOST_BATCHES = 50;

  @Override
  ObjectStoreConfiguration configuration() {
    return ObjectStoreConfiguration.builder(NAME).storageType(StorageType.Memory).build();
  }

  private void requireReadable(byte[] data) throws Exception {
    assertThat(real.read("a")).isEqualTo(data);
    assertThat(bucket.get("a")).hasValue(data);
    real.awaitNoOrphans();
  }

  private void setWindow(Duration window) throws Exception {
    real.stream()
        .updateStream(
            StreamConfiguration.builder(
                    real.stream().getStreamInfo("OBJ_" + NAME).getConfiguration())
                .duplicateWindow(window)
                .build());
  }

  private void goAway() {
    proxy.refuse();
    proxy.cut();
  }

  /** Puts until the batch is stored, and waits until the server has forgotten its id. */
  private CompletableFuture<ObjectVersion> putBeyondTheWindow() throws Exception {
    setWindow(Duration.ofMillis(200));
    bucket.put("a", OLD);
    Trigger gone = proxy.before(Direction.SERVER_TO_CLIENT, STORED, this::goAway);
    CompletableFuture<ObjectVersion> put = start(() -> bucket.put("a", NEW));
    gone.await(RealBucket.PATIENCE);
    long before = System.nanoTime();
    await().until(() -> System.nanoTime() - before > Duration.ofSeconds(1).toNanos());
    return put;
  }

  // O5
  @Test
  void aBatchThatIsSentAgainAfterTheDuplicateWindowFindsItsOwnRecord() throws Exception {
    CompletableFuture<ObjectVersion> put = putBeyondTheWindow();

    proxy.accept();

    assertThat(result(put).revision()).isEqualTo(4);
    requireReadable(NEW);
  }

  // O5
  @Test
  void aVersionThatCameAfterTheDuplicateWindowIsAConflict() throws Exception {
    CompletableFuture<ObjectVersion> put = putBeyondTheWindow();
    real.nats.putObject(NAME, "a", THEIRS);

    proxy.accept();

    assertThat(failure(put)).isInstanceOf(ObjectConflictException.class);
    requireReadable(THEIRS);
  }

  // O5
  @Test
  void aRepetitionThatIsRefusedDoesNotHideThatTheFirstWasStored() throws Exception {
    bucket.put("a", OLD);
    Trigger cut =
        proxy.before(
            Direction.SERVER_TO_CLIENT,
            STORED,
            () -> {
              openAllBatches();
              proxy.cut();
            });

    assertThat(bucket.put("a", NEW).revision()).isEqualTo(4);

    assertThat(cut.hasFired()).isTrue();
    requireReadable(NEW);
  }

  /** Others have as many batches under way as the server takes of a stream. */
  private void openAllBatches() {
    try {
      for (int i = 0; i < MOST_BATCHES; i++) {
        real.connection()
            .publish(
                Names.chunks(NAME, "other"),
                new Headers().put("Nats-Batch-Id", "other" + i).put("Nats-Batch-Sequence", "1"),
                new byte[1]);
      }
      real.connection().flush(RealBucket.PATIENCE);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nothingOfABatchIsKeptForTheNextConnection() throws Exception {
    bucket.put("a", OLD);
    proxy.before(Direction.CLIENT_TO_SERVER, COMMIT, this::goAway);

    Throwable failure =
        failure(start(() -> bucket.put("a", ObjectSource.of(NEW), within(Duration.ofSeconds(3)))));

    assertThat(failure).isInstanceOf(ObjectWriteUncertainException.class);
    assertThat(nats.statistics().bufferedBytes()).isZero();
    proxy.accept();
    await().atMost(RealBucket.PATIENCE).until(nats::isConnected);
    requireReadable(OLD);
  }

  // O5
  @Test
  void anInterruptBeforeABatchIsSentAgainLeavesTheOutcomeOpen() throws Exception {
    bucket.put("a", OLD);
    proxy.before(Direction.SERVER_TO_CLIENT, STORED, this::goAway);
    CompletableFuture<Thread> caller = new CompletableFuture<>();
    CompletableFuture<ObjectVersion> put =
        start(
            () -> {
              caller.complete(Thread.currentThread());
              return bucket.put("a", NEW);
            });
    await().atMost(RealBucket.PATIENCE).until(() -> !nats.isConnected());

    result(caller).interrupt();

    assertThat(failure(put))
        .isInstanceOfSatisfying(
            InterruptedCallException.class,
            e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
    proxy.accept();
    await().atMost(RealBucket.PATIENCE).until(nats::isConnected);
    requireReadable(NEW);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBucketThatWasCreatedAnewIsNotTakenForTheOldOne(boolean deletedByUs) throws Exception {
    bucket.put("a", OLD);
    (deletedByUs ? nats : real.nats).deleteObjectStore(NAME);
    if (!deletedByUs) {
      assertThat(failure(start(() -> bucket.put("other", NEW))))
          .isInstanceOf(BucketNotFoundException.class);
    }
    real.nats.createObjectStore(configuration());
    real.jnats().put("a", THEIRS);

    bucket.put("a", NEW);

    requireReadable(NEW);
  }
}
