package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.Direction;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Transfers beside each other share what may be on its way. */
class SharedWindowTest extends StoreTest {
  private static final int PUTS = 8;
  private static final byte[] DATA = RealBucket.bytes(32 * CHUNK, 1);

  /** A source that has something done before its second chunk. */
  private static ObjectSource source(Runnable before) {
    return ObjectSource.of(
        new ByteArrayInputStream(DATA) {
          private int reads;

          @Override
          public int available() {
            return 0;
          }

          @Override
          public int readNBytes(byte[] into, int from, int length) {
            if (++reads == 2) {
              before.run();
            }
            return super.readNBytes(into, from, length);
          }
        });
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long stored() throws Exception {
    return real.chunks().values().stream().mapToLong(Long::longValue).sum();
  }

  private static long waiting() {
    return Thread.getAllStackTraces().values().stream()
        .filter(
            stack ->
                Arrays.stream(stack)
                    .anyMatch(
                        frame ->
                            frame.getClassName().equals(ChunkWindow.class.getName())
                                && frame.getMethodName().equals("await")))
        .count();
  }

  @Test
  @DisplayName("L5 eight puts have no more chunks on their way than two alone")
  void putsShareWhatMayBeOnItsWay() throws Exception {
    CountDownLatch all = new CountDownLatch(PUTS);
    CountDownLatch stalled = new CountDownLatch(1);
    List<CompletableFuture<ObjectVersion>> puts = new ArrayList<>();
    for (int i = 0; i < PUTS; i++) {
      String name = "o" + i;
      ObjectSource source =
          source(
              () -> {
                all.countDown();
                awaitQuietly(stalled);
              });
      puts.add(start(() -> bucket.put(name, source, within(RealBucket.PATIENCE))));
    }
    awaitQuietly(all);
    await().atMost(RealBucket.PATIENCE).until(() -> stored() == PUTS);
    proxy.stall(Direction.SERVER_TO_CLIENT); // acknowledgements no longer come
    stalled.countDown();

    // each may have a quarter of 16 chunks on its way; whether the first is known to be stored,
    // chance decides
    await()
        .pollInterval(Duration.ofMillis(10)) // before the puts take the silence for a loss
        .atMost(RealBucket.PATIENCE)
        .until(() -> waiting() == PUTS && stored() >= PUTS * 4);
    assertThat(stored()).isLessThanOrEqualTo(PUTS * 5);
    proxy.flow();
    for (CompletableFuture<ObjectVersion> put : puts) {
      result(put);
    }
    assertThat(real.read("o7")).isEqualTo(DATA);
  }

  @Test
  void whoIsAloneAfterOthersHaveFailedHasTheWholeWindow() throws Exception {
    for (int i = 0; i < 40; i++) {
      assertThatThrownBy(
              () ->
                  bucket.put(
                      "broken",
                      source(
                          () -> {
                            throw new IllegalStateException("the disk is gone");
                          }),
                      PutOptions.DEFAULT))
          .isInstanceOf(IllegalStateException.class);
    }
    real.awaitNoOrphans();

    CompletableFuture<ObjectVersion> put =
        start(
            () ->
                bucket.put(
                    "whole",
                    source(() -> proxy.stall(Direction.SERVER_TO_CLIENT)),
                    within(RealBucket.PATIENCE)));

    await().atMost(RealBucket.PATIENCE).until(() -> stored() >= 16);
    proxy.flow();
    result(put);
    assertThat(real.read("whole")).isEqualTo(DATA);
  }
}
