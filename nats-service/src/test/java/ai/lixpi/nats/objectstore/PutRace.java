package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Sixteen puts of one name at a time, each with other bytes. */
final class PutRace {
  private static final int COUNT = 16;

  private final List<CompletableFuture<ObjectVersion>> puts = new ArrayList<>();

  /** Starts them, spread over handles of one bucket. */
  PutRace(String name, PutOptions options, List<ObjectBucket> handles) {
    for (int i = 0; i < COUNT; i++) {
      ObjectBucket bucket = handles.get(i % handles.size());
      puts.add(bucket.putAsync(name, ObjectSource.of(data(i)), options));
    }
  }

  private static byte[] data(int i) {
    return RealBucket.bytes(3 * StoreTest.CHUNK, i);
  }

  /** Waits until one has won and all others met a conflict, and returns the bytes of that one. */
  byte[] onlyWinner() throws Exception {
    List<byte[]> winners = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      try {
        StoreTest.result(puts.get(i));
        winners.add(data(i));
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(ObjectConflictException.class);
      }
    }
    assertThat(winners).hasSize(1);
    return winners.get(0);
  }

  /** Waits until all have succeeded, and returns the bytes of the last one. */
  byte[] last() throws Exception {
    long last = 0;
    int winner = 0;
    for (int i = 0; i < COUNT; i++) {
      long revision = StoreTest.result(puts.get(i)).revision();
      winner = revision > last ? i : winner;
      last = Math.max(last, revision);
    }
    return data(winner);
  }
}
