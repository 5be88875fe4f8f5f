package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.Trigger;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.api.StorageType;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** O12: reads over a link that breaks. */
@NatsTest(jetStream = true)
@SuppressWarnings("NullAway")
class ReadInterruptedTest {
  private static final int SIZE = 24 * 1024 * 1024;
  private static final byte[] DATA = Bucket.random(SIZE, 12);

  private final NatsServer server;
  private final FaultProxy proxy;
  private final Bucket here;
  @TempDir private Path folder = Path.of("");

  ReadInterruptedTest(NatsServer server) throws Exception {
    this.server = server;
    server.restore();
    proxy = FaultProxy.to(server);
    here =
        new Bucket(server.url(), proxy.url(), Bucket.configuration().storageType(StorageType.File));
    here.put("o", DATA);
  }

  @AfterEach
  void close() {
    here.close();
    proxy.close();
  }

  /** Bytes that pass in the middle of a chunk. */
  private static byte[] within(int chunk) {
    int start = chunk * Bucket.CHUNK + Bucket.CHUNK / 2;
    return Arrays.copyOfRange(DATA, start, start + 32);
  }

  private void requireNoConsumerIsLeft() {
    await().atMost(Duration.ofSeconds(15)).until(() -> here.consumers() == 0);
  }

  // O12
  @ParameterizedTest
  @EnumSource
  void aReadGoesOnAfterTheLinkWasCut(Way way) {
    Trigger first = proxy.before(Direction.SERVER_TO_CLIENT, within(1), proxy::cut);
    Trigger second = proxy.before(Direction.SERVER_TO_CLIENT, within(70), proxy::cut);
    Trigger last = proxy.before(Direction.SERVER_TO_CLIENT, within(191), proxy::cut);

    assertThat(way.read(here.bucket, "o", folder)).isEqualTo(DATA);

    assertThat(first.hasFired() && second.hasFired() && last.hasFired()).isTrue();
    requireNoConsumerIsLeft();
  }

  // O12
  @Test
  void aReadGoesOnAfterTheLinkWasCutForThreeSeconds() {
    Trigger outage =
        proxy.before(
            Direction.SERVER_TO_CLIENT,
            within(70),
            () -> {
              proxy.refuse();
              proxy.cut();
              CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS).execute(proxy::accept);
            });

    assertThat(Way.BYTES.read(here.bucket, "o", folder)).isEqualTo(DATA);

    assertThat(outage.hasFired()).isTrue();
    requireNoConsumerIsLeft();
  }

  // O12
  @Test
  void aReadGoesOnAfterTheServerWasSilentForThreeSeconds() {
    Trigger silence =
        proxy.before(
            Direction.SERVER_TO_CLIENT,
            within(100),
            () -> {
              proxy.stall();
              CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS).execute(proxy::flow);
            });

    assertThat(Way.BYTES.read(here.bucket, "o", folder)).isEqualTo(DATA);

    assertThat(silence.hasFired()).isTrue();
    requireNoConsumerIsLeft();
  }

  // O12
  @Test
  void aReadGoesOnAfterTheServerWasKilledAndCameBack() {
    Trigger half = proxy.before(Direction.SERVER_TO_CLIENT, within(96), server::kill);
    CompletableFuture<byte[]> read =
        CompletableFuture.supplyAsync(() -> Way.BYTES.read(here.bucket, "o", folder));
    await().atMost(Bucket.PATIENCE).until(half::hasFired);

    server.restart();

    assertThat(read.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(DATA);
  }

  // O12: whatever was lost on the way, the order of the consumer's own numbers shows it
  @Test
  void aReadGoesOnAfterItsConsumerWasDeleted() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    here.bucket.get(
        "o",
        Way.onFirstWrite(
            bytes,
            () -> {
              for (String consumer : here.management.getConsumerNames(here.stream)) {
                here.management.deleteConsumer(here.stream, consumer);
              }
            }),
        GetOptions.DEFAULT);

    assertThat(bytes.toByteArray()).isEqualTo(DATA);
    requireNoConsumerIsLeft();
  }

  @ParameterizedTest
  @EnumSource
  void aReadOverALinkThatStaysSilentEndsWithItsTimeoutAndSaysOfWhichObject(Way way) {
    proxy.before(Direction.SERVER_TO_CLIENT, within(100), proxy::stall);
    GetOptions options = GetOptions.builder().timeout(Duration.ofSeconds(2)).build();

    assertThatThrownBy(() -> way.read(here.bucket, "o", folder, options))
        .isInstanceOf(JetStreamUnavailableException.class)
        .hasMessageStartingWith("The read of the object 'o' in the bucket '" + here.name + "' ");
  }

  @ParameterizedTest
  @EnumSource
  void aCancelledReadEndsAtOnceAlsoWhileTheServerIsSilentAndLeavesNothing(Way way) {
    AtomicReference<TransferProgress> progress = new AtomicReference<>();
    Trigger silence =
        proxy.before(
            Direction.SERVER_TO_CLIENT,
            within(100),
            () -> {
              proxy.stall();
              CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                  .execute(() -> progress.get().cancel());
            });
    GetOptions options =
        GetOptions.builder().listener(progress::set).timeout(Duration.ofMinutes(2)).build();

    assertThatThrownBy(() -> way.read(here.bucket, "o", folder, options))
        .isInstanceOf(TransferCancelledException.class);

    assertThat(silence.hasFired()).isTrue();
    assertThat(Way.files(folder)).isEmpty();
    proxy.flow();
    requireNoConsumerIsLeft();
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptedReadEndsAtOnceKeepsTheFlagAndLeavesNothing(Way way) throws Exception {
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Trigger silence = proxy.before(Direction.SERVER_TO_CLIENT, within(100), proxy::stall);
    Thread reader =
        new Thread(
            () -> {
              try {
                way.read(here.bucket, "o", folder);
              } catch (RuntimeException e) {
                failure.set(e);
              }
              flag.complete(Thread.currentThread().isInterrupted());
            });
    reader.start();
    silence.await(Bucket.PATIENCE);

    reader.interrupt();

    assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
    reader.join();
    assertThat(failure.get())
        .isInstanceOf(InterruptedCallException.class)
        .hasMessageStartingWith("The read of the object 'o' in the bucket '" + here.name + "' ")
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(Way.files(folder)).isEmpty();
    proxy.flow();
    requireNoConsumerIsLeft();
  }
}
