package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.Trigger;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of the link and of the server during a put over an older version. */
class PutFaultTest extends StoreTest {
  private static final byte[] OLD = RealBucket.bytes(3 * CHUNK, 1);
  private static final byte[] NEW = RealBucket.bytes(40 * CHUNK, 2);

  @BeforeEach
  void putOld() {
    bucket.put("a", OLD);
    real.awaitNoOrphans();
  }

  private void requireReadable(byte[] data) throws Exception {
    assertThat(real.read("a")).isEqualTo(data);
    real.awaitNoOrphans();
  }

  // O5
  @ParameterizedTest
  @ValueSource(ints = {1, 40})
  void aCutBeforeTheAcknowledgementOfTheRecordDoesNotFailThePut(int chunks) throws Exception {
    byte[] data = RealBucket.bytes(chunks * CHUNK, 3);
    Trigger cut = proxy.before(Direction.SERVER_TO_CLIENT, "\"seq\":" + (5 + chunks), proxy::cut);

    ObjectVersion version = bucket.put("a", data);

    assertThat(cut.hasFired()).isTrue();
    assertThat(version.revision()).isEqualTo(5 + chunks);
    requireReadable(data);
  }

  // O5
  @Test
  void aStallBeforeTheAcknowledgementOfTheRecordDoesNotFailThePut() throws Exception {
    Trigger stall =
        proxy.before(
            Direction.SERVER_TO_CLIENT, "\"seq\":6", () -> proxy.stall(Direction.SERVER_TO_CLIENT));
    CompletableFuture<ObjectVersion> put = start(() -> bucket.put("a", new byte[1]));
    stall.await(RealBucket.PATIENCE);
    long before = System.nanoTime();
    await().until(() -> System.nanoTime() - before > Duration.ofSeconds(3).toNanos());

    proxy.flow();

    assertThat(result(put).revision()).isEqualTo(6);
    requireReadable(new byte[1]);
  }

  // O5
  @Test
  void anAcknowledgementThatNeverComesLeavesTheOutcomeOpenAndNothingIsRemoved() throws Exception {
    proxy.before(
        Direction.SERVER_TO_CLIENT,
        "\"seq\":45",
        () -> {
          proxy.refuse();
          proxy.cut();
        });

    Throwable failure =
        failure(start(() -> bucket.put("a", ObjectSource.of(NEW), within(Duration.ofSeconds(1)))));

    assertThat(failure).isInstanceOf(ObjectWriteUncertainException.class);
    assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(real.read("a")).isEqualTo(NEW);
    proxy.accept();
    requireReadable(NEW);
  }

  // O5
  @Test
  void aRecordThatNeverReachedTheServerIsUnknownTooAndTheOldVersionStays() throws Exception {
    beforeRecord(
        () -> {
          proxy.refuse();
          proxy.cut();
        });

    Throwable failure =
        failure(start(() -> bucket.put("a", ObjectSource.of(NEW), within(Duration.ofSeconds(1)))));

    assertThat(failure).isInstanceOf(ObjectWriteUncertainException.class);
    assertThat(real.read("a")).isEqualTo(OLD);
  }

  // O5
  @Test
  void aPutWhoseConditionNobodyTellsWasNotSent() throws Exception {
    long revision = bucket.info("a").orElseThrow().revision();
    PutOptions ifSeen =
        PutOptions.builder().ifRevision(revision).timeout(Duration.ofSeconds(1)).build();
    proxy.stall(Direction.SERVER_TO_CLIENT);

    Throwable failure = failure(start(() -> bucket.put("a", ObjectSource.of(NEW), ifSeen)));

    assertThat(failure).isInstanceOf(JetStreamUnavailableException.class);
    assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(real.read("a")).isEqualTo(OLD);
  }

  // O5
  @Test
  void aVersionThatCameWhileTheAcknowledgementWasMissingIsAConflict() throws Exception {
    byte[] theirs = RealBucket.bytes(2 * CHUNK, 9);
    proxy.before(
        Direction.SERVER_TO_CLIENT,
        "\"seq\":45",
        () -> {
          proxy.refuse();
          proxy.cut();
        });
    CompletableFuture<ObjectVersion> put = start(() -> bucket.put("a", NEW));
    await().atMost(RealBucket.PATIENCE).until(() -> proxy.connectionCount() == 0);
    real.nats.putObject(NAME, "a", theirs);

    proxy.accept();

    assertThat(failure(put)).isInstanceOf(ObjectConflictException.class);
    requireReadable(theirs);
  }

  // O6
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 15, 16, 31, 39})
  void aCutBeforeAnyChunkIsMended(int chunk) throws Exception {
    Trigger cut = proxy.before(Direction.CLIENT_TO_SERVER, ":" + chunk + "\r\n", proxy::cut);

    bucket.put("a", NEW);

    assertThat(cut.hasFired()).isTrue();
    requireReadable(NEW);
  }

  // O6
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 40})
  void aCutThatTakesAcknowledgementsAwayIsMended(int sequence) throws Exception {
    // the old version has the sequences 1 to 4
    Trigger cut =
        proxy.before(Direction.SERVER_TO_CLIENT, "\"seq\":" + (4 + sequence) + "}", proxy::cut);

    bucket.put("a", NEW);

    assertThat(cut.hasFired()).isTrue();
    requireReadable(NEW);
  }

  // O6
  @Test
  void manyCutsAreMended() throws Exception {
    for (int chunk = 2; chunk < 40; chunk += 6) {
      proxy.before(Direction.CLIENT_TO_SERVER, ":" + chunk + "\r\n", proxy::cut);
    }

    bucket.put("a", NEW);

    requireReadable(NEW);
  }

  // O6
  @Test
  void chunksThatWereStoredBeforeTheirPredecessorsAreStoredAnew() throws Exception {
    Trigger early =
        proxy.before(
            Direction.CLIENT_TO_SERVER,
            ":5\r\n",
            () -> {
              storeEarly(7);
              storeEarly(9);
            });

    bucket.put("a", NEW);

    assertThat(early.hasFired()).isTrue();
    requireReadable(NEW);
  }

  /** Stores a chunk of the upload in progress, so that its own copy is a duplicate of that. */
  private void storeEarly(int index) {
    String old = real.nats.getObjectStore(NAME).info("a").orElseThrow().info().getNuid();
    try {
      await().atMost(RealBucket.PATIENCE).until(() -> real.chunks().size() == 2);
      String nuid =
          real.chunks().keySet().stream().filter(each -> !each.equals(old)).findFirst().get();
      real.connection()
          .jetStream()
          .publish(
              "$O.b.C." + nuid,
              new Headers().put("Nats-Msg-Id", nuid + ":" + index),
              Arrays.copyOfRange(NEW, index * CHUNK, (index + 1) * CHUNK));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  // O6
  @Test
  void aServerThatIsKilledAndRestartedMidPutDoesNotFailIt(NatsServer server) throws Exception {
    Trigger kill = proxy.before(Direction.CLIENT_TO_SERVER, ":20\r\n", server::kill);
    CompletableFuture<ObjectVersion> put = start(() -> bucket.put("a", NEW));
    kill.await(RealBucket.PATIENCE);

    server.restart();

    result(put);
    await().atMost(RealBucket.PATIENCE).until(real.nats::isConnected);
    requireReadable(NEW);
  }

  // O6
  @Test
  void aStallOfTheServerMidPutDoesNotFailIt(NatsServer server) throws Exception {
    Trigger stall = proxy.before(Direction.CLIENT_TO_SERVER, ":20\r\n", proxy::stall);
    CompletableFuture<ObjectVersion> put = start(() -> bucket.put("a", NEW));
    stall.await(RealBucket.PATIENCE);
    long before = System.nanoTime();
    await().until(() -> System.nanoTime() - before > Duration.ofSeconds(3).toNanos());

    proxy.flow();

    result(put);
    requireReadable(NEW);
  }

  // O7
  @Test
  void aCutThatLastsFailsThePutAtItsDeadlineAndTheOldVersionStays() throws Exception {
    proxy.before(
        Direction.CLIENT_TO_SERVER,
        ":20\r\n",
        () -> {
          proxy.refuse();
          proxy.cut();
        });
    long start = System.nanoTime();

    Throwable failure =
        failure(start(() -> bucket.put("a", ObjectSource.of(NEW), within(Duration.ofSeconds(2)))));

    assertThat(failure)
        .isInstanceOf(JetStreamUnavailableException.class)
        .hasMessageStartingWith(
            "The put of the object 'a' in the bucket 'b' failed. JetStream did");
    assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
    assertThat(real.read("a")).isEqualTo(OLD);
    assertThat(real.chunks()).hasSize(2);
    proxy.accept();
    requireReadable(OLD);
  }
}
