package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.testkit.Direction;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings({"InputStreamSlowMultibyteRead", "NullAway"})
class PutProgressTest extends StoreTest {
  private static final byte[] DATA = RealBucket.bytes(40 * CHUNK, 1);

  private static PutOptions told(TransferListener listener) {
    return PutOptions.builder().listener(listener).build();
  }

  /** A source without an end that counts what is read of it. */
  private static final class Endless extends InputStream {
    final AtomicLong given = new AtomicLong();
    final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public int read() {
      given.incrementAndGet();
      return 1;
    }

    @Override
    public int readNBytes(byte[] into, int from, int length) {
      given.addAndGet(length);
      return length;
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  @Test
  void progressBeginsAtNothingGrowsAndEndsAtAll() {
    List<Long> seen = new ArrayList<>();

    bucket.put(
        "a",
        ObjectSource.of(DATA),
        told(
            progress -> {
              assertThat(progress.objectName()).isEqualTo("a");
              assertThat(progress.totalBytes()).isEqualTo(OptionalLong.of(DATA.length));
              seen.add(progress.bytesDone());
            }));

    assertThat(seen).startsWith(0L).endsWith((long) DATA.length).isSorted().doesNotHaveDuplicates();
    assertThat(seen.size()).isGreaterThan(3);
  }

  @Test
  void aStreamHasNoTotal() {
    List<OptionalLong> totals = new ArrayList<>();

    bucket.put(
        "a",
        ObjectSource.of(new ByteArrayInputStream(DATA)),
        told(progress -> totals.add(progress.totalBytes())));

    assertThat(totals).isNotEmpty().containsOnly(OptionalLong.empty());
  }

  @Test
  void aListenerThatThrowsDoesNotHarmThePut() throws Exception {
    bucket.put(
        "a",
        ObjectSource.of(DATA),
        told(
            progress -> {
              throw new IllegalStateException("bar");
            }));

    assertThat(real.read("a")).isEqualTo(DATA);
  }

  @Test
  void aPutThatIsCancelledByItsListenerLeavesNothing() throws Exception {
    bucket.put("a", new byte[] {1});

    Throwable failure =
        failure(
            start(
                () ->
                    bucket.put(
                        "a",
                        ObjectSource.of(DATA),
                        told(
                            progress -> {
                              if (progress.bytesDone() > 10 * CHUNK) {
                                progress.cancel();
                              }
                            }))));

    assertThat(failure).isInstanceOf(TransferCancelledException.class);
    assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(real.read("a")).isEqualTo(new byte[] {1});
    real.awaitNoOrphans();
  }

  @Test
  void aPutThatWaitsForTheServerIsCancelledAtOnce() throws Exception {
    AtomicReference<TransferProgress> progress = new AtomicReference<>();
    Endless source = new Endless();
    CompletableFuture<ObjectVersion> put =
        start(() -> bucket.put("a", ObjectSource.of(source), told(progress::set)));
    await().atMost(RealBucket.PATIENCE).until(() -> source.given.get() > 20 * CHUNK);
    proxy.stall();

    progress.get().cancel();

    assertThat(failure(put)).isInstanceOf(TransferCancelledException.class);
    assertThat(source.closed).isTrue();
    proxy.flow();
    real.awaitNoOrphans();
    assertThat(real.chunks()).isEmpty();
  }

  @Test
  void aPutWithoutWaitingCompletesWithItsVersion() throws Exception {
    ObjectVersion version = result(bucket.putAsync("a", ObjectSource.of(DATA), PutOptions.DEFAULT));

    assertThat(version.info().getSize()).isEqualTo(DATA.length);
    assertThat(real.read("a")).isEqualTo(DATA);
  }

  @Test
  void aFutureThatIsCancelledStopsItsPutAndLeavesNothing() throws Exception {
    Endless source = new Endless();
    CompletableFuture<ObjectVersion> put =
        bucket.putAsync("a", ObjectSource.of(source), PutOptions.DEFAULT);
    await().atMost(RealBucket.PATIENCE).until(() -> source.given.get() > 20 * CHUNK);

    put.cancel(true);

    await().atMost(RealBucket.PATIENCE).untilTrue(source.closed);
    assertThat(put).isCancelled();
    real.awaitNoOrphans();
    assertThat(bucket.info("a")).isEmpty();
  }

  @Test
  void aFutureThatIsCancelledEndsAlsoASourceThatBlocks() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    AtomicBoolean closed = new AtomicBoolean();
    InputStream blocking =
        new InputStream() {
          @Override
          public int read() {
            throw new IllegalStateException();
          }

          @Override
          public int readNBytes(byte[] into, int from, int length) {
            reading.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return 0;
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    CompletableFuture<ObjectVersion> put =
        bucket.putAsync("a", ObjectSource.of(blocking), PutOptions.DEFAULT);
    reading.await();

    put.cancel(true);

    await().atMost(RealBucket.PATIENCE).untilTrue(closed);
    assertThat(bucket.info("a")).isEmpty();
  }

  // O22
  @ParameterizedTest
  @ValueSource(ints = {1024, CHUNK, 512 * 1024, 1024 * 1024 - 96})
  void onlySoMuchIsReadAheadOfTheServer(int chunkSize) throws Exception {
    bucket.put("b", new byte[1]); // what a bucket is asked once is known then
    Endless source = new Endless();
    proxy.stall(Direction.SERVER_TO_CLIENT);
    CompletableFuture<ObjectVersion> put =
        bucket.putAsync(
            "a", ObjectSource.of(source), PutOptions.builder().chunkSize(chunkSize).build());
    AtomicLong last = new AtomicLong();

    await()
        .atMost(RealBucket.PATIENCE)
        .during(Duration.ofSeconds(1))
        .until(() -> last.getAndSet(source.given.get()) == source.given.get() && last.get() > 0);

    // the window, and the chunk that waits for it
    assertThat(source.given.get()).isLessThanOrEqualTo(2 * 1024 * 1024 + chunkSize);
    assertThat(source.given.get()).isLessThanOrEqualTo(17L * chunkSize);
    put.cancel(true);
    await().atMost(RealBucket.PATIENCE).untilTrue(source.closed);
  }
}
