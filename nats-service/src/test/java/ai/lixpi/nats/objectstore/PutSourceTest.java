package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.testkit.Direction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sources that fail, block or lie. */
@SuppressWarnings("TypeParameterUnusedInFormals")
class PutSourceTest extends StoreTest {
  private static final byte[] OLD = RealBucket.bytes(3 * CHUNK, 1);

  /** Throws something, or waits, once that many bytes were read. */
  private static final class Faulty extends ByteArrayInputStream {
    private final int at;
    private final Fault fault;
    final AtomicBoolean closed = new AtomicBoolean();

    interface Fault {
      void happen() throws Throwable;
    }

    Faulty(int size, int at, Fault fault) {
      super(RealBucket.bytes(size, 2));
      this.at = at;
      this.fault = fault;
    }

    @Override
    public int readNBytes(byte[] into, int from, int length) {
      if (pos + length > at) {
        try {
          fault.happen();
        } catch (Throwable e) {
          throw Faulty.<RuntimeException>sneaky(e);
        }
      }
      return super.readNBytes(into, from, length);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(Throwable e) throws T {
      throw (T) e;
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  @Test
  void aSourceThatCanNotTellWhatIsAtHandIsReadAllTheSame() throws Exception {
    byte[] bytes = RealBucket.bytes(6 * CHUNK, 3);
    InputStream pipe =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int available() {
            throw Faulty.<RuntimeException>sneaky(new IOException("Illegal seek"));
          }
        };

    bucket.put("a", ObjectSource.of(pipe), PutOptions.DEFAULT);

    assertThat(real.read("a")).isEqualTo(bytes);
    real.awaitNoOrphans();
  }

  @BeforeEach
  void putOld() {
    bucket.put("a", OLD);
  }

  private void requireOldVersion() throws Exception {
    assertThat(real.read("a")).isEqualTo(OLD);
    real.awaitNoOrphans();
  }

  private Throwable failureOf(InputStream source) throws Exception {
    return failure(start(() -> bucket.put("a", ObjectSource.of(source), PutOptions.DEFAULT)));
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IOException("disk"), new IllegalStateException("bug"), new StackOverflowError("deep"));
  }

  // O2
  @ParameterizedTest
  @MethodSource("failures")
  void whatASourceThrowsMidwayIsPassedOnAndNothingIsLeft(Throwable fault) throws Exception {
    Faulty source =
        new Faulty(
            40 * CHUNK,
            20 * CHUNK,
            () -> {
              throw fault;
            });

    Throwable failure = failureOf(source);

    if (fault instanceof IOException) {
      assertThat(failure).isInstanceOf(ObjectSourceException.class).hasCause(fault);
      assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.NOT_SENT);
    } else {
      assertThat(failure).isSameAs(fault);
    }
    assertThat(source.closed).isTrue();
    requireOldVersion();
  }

  // O2
  @ParameterizedTest
  @MethodSource("failures")
  void aSourceThatFailsAtItsFirstByteLeavesNothing(Throwable fault) throws Exception {
    Faulty source =
        new Faulty(
            CHUNK,
            0,
            () -> {
              throw fault;
            });

    assertThat(failureOf(source)).isNotNull();

    assertThat(source.closed).isTrue();
    requireOldVersion();
  }

  // O2
  @Test
  void aSourceThatCanNotBeOpenedIsASourceException() throws Exception {
    Path missing = Path.of("no", "such", "file");

    assertThatThrownBy(() -> bucket.put("a", ObjectSource.of(missing), PutOptions.DEFAULT))
        .isInstanceOf(ObjectSourceException.class)
        .hasMessageContaining("'a'");
    requireOldVersion();
  }

  // O2
  @Test
  void anInterruptWhileTheServerIsWaitedForEndsThePutAndKeepsTheFlag() throws Exception {
    Faulty source = new Faulty(40 * CHUNK, 20 * CHUNK, proxy::stall);
    AtomicBoolean flag = new AtomicBoolean();
    CompletableFuture<Thread> caller = new CompletableFuture<>();
    CompletableFuture<ObjectVersion> put =
        start(
            () -> {
              caller.complete(Thread.currentThread());
              try {
                return bucket.put("a", ObjectSource.of(source), PutOptions.DEFAULT);
              } finally {
                flag.set(Thread.currentThread().isInterrupted());
              }
            });
    result(caller);
    await()
        .atMost(RealBucket.PATIENCE)
        .until(() -> caller.join().getState() == Thread.State.TIMED_WAITING);

    caller.join().interrupt();

    assertThat(failure(put)).isInstanceOf(InterruptedCallException.class);
    assertThat(flag).isTrue();
    assertThat(source.closed).isTrue();
    proxy.flow();
    requireOldVersion();
  }

  @Test
  void anInterruptWhileItIsLookedUpWhatStandsThereSaysThatNothingWasSent() throws Exception {
    proxy.before(Direction.CLIENT_TO_SERVER, "STREAM.MSG.GET", proxy::stall);
    CompletableFuture<Thread> caller = new CompletableFuture<>();
    PutOptions first = PutOptions.builder().ifAbsent().build();
    CompletableFuture<ObjectVersion> put =
        start(
            () -> {
              caller.complete(Thread.currentThread());
              return bucket.put("new", ObjectSource.of(new byte[CHUNK]), first);
            });
    result(caller);
    await()
        .atMost(RealBucket.PATIENCE)
        .until(() -> caller.join().getState() == Thread.State.WAITING);

    caller.join().interrupt();

    Throwable failure = failure(put);
    proxy.flow();
    assertThat(failure)
        .isInstanceOf(InterruptedCallException.class)
        .hasMessageStartingWith("The put of the object 'new' in the bucket 'b' failed. Interrupt");
    assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.NOT_SENT);
  }

  // O2
  @Test
  void anInterruptWhileTheSourceIsReadEndsThePutAndKeepsTheFlag() throws Exception {
    Faulty source = new Faulty(40 * CHUNK, 20 * CHUNK, () -> Thread.currentThread().interrupt());
    AtomicBoolean flag = new AtomicBoolean();

    Throwable failure =
        failure(
            start(
                () -> {
                  try {
                    return bucket.put("a", ObjectSource.of(source), PutOptions.DEFAULT);
                  } finally {
                    flag.set(Thread.currentThread().isInterrupted());
                  }
                }));

    assertThat(failure)
        .isInstanceOf(InterruptedCallException.class)
        .hasMessageStartingWith("The put of the object 'a' in the bucket 'b' failed. Interrupted");
    assertThat(((NatsServiceException) failure).outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(flag).isTrue();
    assertThat(source.closed).isTrue();
    requireOldVersion();
  }

  @Test
  void theSourceIsClosedAfterAPutAndWhenItIsRefusedAtOnce() {
    Faulty good = new Faulty(10, 100, () -> {});
    bucket.put("a", ObjectSource.of(good), PutOptions.DEFAULT);
    Faulty refused = new Faulty(10, 100, () -> {});

    assertThatThrownBy(() -> bucket.put("", ObjectSource.of(refused), PutOptions.DEFAULT))
        .isInstanceOf(InvalidNameException.class);

    assertThat(good.closed).isTrue();
    assertThat(refused.closed).isTrue();
  }

  @Test
  void aSourceThatGivesMoreOrLessThanItSaysIsStoredAsItIs() throws Exception {
    for (int said : new int[] {0, 10, CHUNK - 1, 2 * CHUNK, 9 * CHUNK}) {
      byte[] data = RealBucket.bytes(3 * CHUNK + 9, said);
      ObjectSource liar =
          new ObjectSource() {
            @Override
            public InputStream open() {
              return new ByteArrayInputStream(data);
            }

            @Override
            public OptionalLong size() {
              return OptionalLong.of(said);
            }
          };

      bucket.put("a", liar, PutOptions.DEFAULT);

      assertThat(real.read("a")).isEqualTo(data);
      assertThat(real.chunkSizes("a")).containsExactly(CHUNK, CHUNK, CHUNK, 9);
    }
  }

  @Test
  void aSlowSourceDoesNotCountAgainstTheTimeout() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Faulty slow =
        new Faulty(
            20 * CHUNK, 19 * CHUNK, () -> assertThat(never.await(2, TimeUnit.SECONDS)).isFalse());

    bucket.put("a", ObjectSource.of(slow), within(Duration.ofSeconds(1)));

    real.awaitNoOrphans();
    assertThat(real.info("a").getSize()).isEqualTo(20 * CHUNK);
  }
}
