package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many chunks are on their way to a JetStream that has too much to do. */
class WindowTest extends FrontTest {
  private static final String BUSY =
      "{\"error\":{\"code\":429,\"err_code\":10167,\"description\":\"too many requests\"},"
          + "\"stream\":\"OBJ_b\",\"seq\":0}";
  private static final String LEADERLESS =
      "{\"error\":{\"code\":503,\"err_code\":10008,"
          + "\"description\":\"JetStream system temporarily unavailable\"},"
          + "\"stream\":\"OBJ_b\",\"seq\":0}";
  private static final byte[] OLD = RealBucket.bytes(3 * StoreTest.CHUNK, 1);
  private static final byte[] NEW = RealBucket.bytes(60 * StoreTest.CHUNK, 2);

  private final Queue<Front.Asked> held = new ConcurrentLinkedQueue<>();

  WindowTest() {
    super(OLD);
  }

  private CompletableFuture<ObjectVersion> put(Duration timeout) {
    return StoreTest.start(() -> bucket.put("a", ObjectSource.of(NEW), StoreTest.within(timeout)));
  }

  private void holdChunks() {
    front.onAsked(
        asked -> {
          if (asked.isChunk()) {
            held.add(asked);
          } else {
            asked.pass();
          }
        });
  }

  private void answerInstead(Predicate<Front.Asked> which, String answer) {
    front.onAsked(
        asked -> {
          if (which.test(asked)) {
            asked.answer(answer);
          } else {
            asked.pass();
          }
        });
  }

  /** Waits for so many chunks, and returns how many have come when no more are sent. */
  private int onTheirWay(int expected) {
    await()
        .pollInterval(Duration.ofMillis(5)) // before their silence is taken for a loss
        .atMost(RealBucket.PATIENCE)
        .until(() -> held.size() >= expected && isWaiting());
    front.sync();
    return held.size();
  }

  private static boolean isWaiting() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(
            frame ->
                frame.getClassName().equals(ChunkWindow.class.getName())
                    && frame.getMethodName().equals("await"));
  }

  private List<Front.Asked> take() {
    List<Front.Asked> taken = new ArrayList<>();
    for (Front.Asked next = held.poll(); next != null; next = held.poll()) {
      taken.add(next);
    }
    return taken;
  }

  private void requireStored(CompletableFuture<ObjectVersion> put) throws Exception {
    StoreTest.result(put);
    assertThat(real.read("a")).isEqualTo(NEW);
    real.awaitNoOrphans();
  }

  private void requireOld() throws Exception {
    assertThat(real.read("a")).isEqualTo(OLD);
    real.awaitNoOrphans();
  }

  // O6
  @ParameterizedTest
  @ValueSource(strings = {BUSY, LEADERLESS})
  void theWindowShrinksWhenChunksAreRefusedForNowAndGrowsWithThoseThatAreStored(String refusal)
      throws Exception {
    holdChunks();
    CompletableFuture<ObjectVersion> put = put(RealBucket.PATIENCE);

    assertThat(onTheirWay(16)).isEqualTo(16);
    take().forEach(chunk -> chunk.answer(refusal));
    assertThat(onTheirWay(1)).as("a first one alone").isEqualTo(1);
    take().forEach(chunk -> chunk.answer(refusal));
    assertThat(onTheirWay(1)).as("and once more").isEqualTo(1);
    take().forEach(Front.Asked::pass);
    assertThat(onTheirWay(9)).as("half of them, and one for that which was stored").isEqualTo(9);
    take().forEach(Front.Asked::pass);
    assertThat(onTheirWay(6)).as("the others of those that were refused").isEqualTo(6);
    take().forEach(Front.Asked::pass);
    assertThat(onTheirWay(16)).as("all that may be on their way").isEqualTo(16);

    front.onAsked(Front.Asked::pass);
    take().forEach(Front.Asked::pass);
    requireStored(put);
  }

  // O6
  @Test
  void theWindowShrinksWhenNoChunkIsAcknowledgedInTimeAndNoneIsStoredTwice() throws Exception {
    holdChunks();
    CompletableFuture<ObjectVersion> put = put(RealBucket.PATIENCE);
    assertThat(onTheirWay(16)).isEqualTo(16);

    assertThat(onTheirWay(17)).as("one of them again").isEqualTo(17);

    List<Front.Asked> late = take();
    assertThat(late.get(16).index()).isZero();
    late.forEach(Front.Asked::pass);
    assertThat(onTheirWay(9)).as("half of them, and one for that which was stored").isEqualTo(9);
    front.onAsked(Front.Asked::pass);
    take().forEach(Front.Asked::pass);
    requireStored(put);
    assertThat(real.chunks()).containsValue(60L).hasSize(1);
  }

  // O6
  @ParameterizedTest
  @ValueSource(strings = {BUSY, LEADERLESS})
  void everyThirdChunkMayBeRefusedForNow(String refusal) throws Exception {
    AtomicInteger count = new AtomicInteger();
    answerInstead(asked -> asked.isChunk() && count.incrementAndGet() % 3 == 0, refusal);

    requireStored(put(RealBucket.PATIENCE));
  }

  // O6
  @Test
  void thatNobodyRespondsForAWhileIsWaitedFor() throws Exception {
    CountDownLatch missing = new CountDownLatch(1);
    AtomicBoolean away = new AtomicBoolean();
    front.onAsked(
        asked -> {
          if (asked.isChunk() && asked.index() == 20 && away.compareAndSet(false, true)) {
            ignoreChunks();
          } else if (away.get() && asked.subject().contains("STREAM.INFO")) {
            missing.countDown(); // asked when nobody responded
          }
          asked.pass();
        });
    CompletableFuture<ObjectVersion> put = put(RealBucket.PATIENCE);
    assertThat(missing.await(30, TimeUnit.SECONDS)).isTrue();

    front.listenForChunks();

    requireStored(put);
  }

  private void ignoreChunks() {
    try {
      front.ignoreChunks();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void requireUnavailable(CompletableFuture<ObjectVersion> put) throws Exception {
    Throwable failure = StoreTest.failure(put);
    assertThat(failure).isInstanceOf(JetStreamUnavailableException.class);
    assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(failure).hasCauseInstanceOf(JetStreamException.class);
    assertThat(failure.getCause()).hasMessageContaining("too many requests");
    requireOld();
  }

  // O7
  @ParameterizedTest
  @ValueSource(ints = {0, 20, 59})
  void chunksThatAreRefusedForNowForEverFailThePutAtItsDeadline(int first) throws Exception {
    answerInstead(asked -> asked.isChunk() && asked.index() >= first, BUSY);

    requireUnavailable(put(Duration.ofSeconds(1)));
  }

  // O5
  @ParameterizedTest
  @ValueSource(strings = {BUSY, LEADERLESS})
  void aRecordThatIsRefusedForNowIsWrittenLater(String refusal) throws Exception {
    AtomicInteger count = new AtomicInteger();
    answerInstead(asked -> asked.isRecord() && count.incrementAndGet() < 4, refusal);

    requireStored(put(RealBucket.PATIENCE));
  }

  // O7
  @Test
  void aRecordThatIsRefusedForNowForEverFailsThePutAtItsDeadline() throws Exception {
    answerInstead(Front.Asked::isRecord, BUSY);

    requireUnavailable(put(Duration.ofSeconds(1)));
  }
}
