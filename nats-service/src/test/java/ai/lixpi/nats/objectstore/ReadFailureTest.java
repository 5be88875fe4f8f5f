package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.ChildJvm;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.ObjectInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads of objects that change, and into sinks that fail. */
@NatsTest(jetStream = true)
class ReadFailureTest {
  private static final int SIZE = 16 * 1024 * 1024;

  private final Bucket here;
  private final byte[] data = Bucket.random(SIZE, 11);

  ReadFailureTest(NatsServer server) throws Exception {
    here = new Bucket(server);
    here.put("o", data);
  }

  @AfterEach
  void close() {
    here.close();
  }

  private void requireNoConsumerIsLeft() {
    // the server's own time for that is 30 s
    await().atMost(Duration.ofSeconds(15)).until(() -> here.consumers() == 0);
  }

  // O11
  @ParameterizedTest
  @ValueSource(strings = {"overwritten", "deleted"})
  void anObjectThatChangesWhileItIsReadEndsTheReadAtOnce(String how) {
    GetOptions patient = GetOptions.builder().timeout(Duration.ofMinutes(5)).build();
    OutputStream sink =
        Way.onFirstWrite(
            new ByteArrayOutputStream(),
            () -> {
              if (how.equals("deleted")) {
                here.store.delete("o");
              } else {
                here.put("o", new byte[SIZE]);
              }
            });

    CompletableFuture<Void> read =
        CompletableFuture.runAsync(() -> here.bucket.get("o", sink, patient));

    assertThatThrownBy(() -> read.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ObjectChangedException.class)
        .hasMessageContaining("overwritten or deleted while it was read");
    requireNoConsumerIsLeft();
  }

  // O11
  @ParameterizedTest
  @ValueSource(strings = {"overwritten", "deleted"})
  void aStreamWhoseObjectChangesWhileItIsReadFails(String how) throws Exception {
    try (ObjectInputStream stream = here.bucket.openStream("o", GetOptions.DEFAULT).orElseThrow()) {
      assertThat(stream.read()).isEqualTo(data[0] & 0xff);
      if (how.equals("deleted")) {
        here.store.delete("o");
      } else {
        here.put("o", new byte[SIZE]);
      }

      assertThatThrownBy(stream::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasCauseInstanceOf(ObjectChangedException.class);
      assertThatThrownBy(stream::read).isInstanceOf(IOException.class);
    }
    requireNoConsumerIsLeft();
  }

  private GetOptions overwriting(int times) {
    AtomicInteger left = new AtomicInteger(times);
    return GetOptions.builder()
        .maxBytes(1 << 30)
        .listener(
            progress -> {
              if (progress.bytesDone() > 0 && progress.bytesDone() < SIZE / 2) {
                if (left.getAndDecrement() > 0) {
                  try {
                    here.put("o", Bucket.random(SIZE, left.get()));
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                }
              }
            })
        .build();
  }

  // O11: nothing was given away yet
  @ParameterizedTest
  @EnumSource(names = {"BYTES", "FILE"})
  void aReadOfTheWholeStartsAgainWhenTheObjectWasOverwritten(Way way, @TempDir Path folder) {
    assertThat(way.read(here.bucket, "o", folder, overwriting(1))).hasValue(Bucket.random(SIZE, 0));
  }

  // O11
  @ParameterizedTest
  @EnumSource(names = {"BYTES", "FILE"})
  @Tag("long")
  void aReadOfTheWholeDoesNotStartAgainForEver(Way way, @TempDir Path folder) {
    assertThatThrownBy(() -> way.read(here.bucket, "o", folder, overwriting(1000)))
        .isInstanceOf(ObjectChangedException.class);
    assertThat(Way.files(folder)).isEmpty();
    requireNoConsumerIsLeft();
  }

  // O11
  @Test
  void aReadThatHasStartedAgainIsCancelledByTheProgressOfItsStart() {
    List<TransferProgress> all = new ArrayList<>();
    AtomicInteger starts = new AtomicInteger();
    GetOptions options =
        GetOptions.builder()
            .maxBytes(1 << 30)
            .listener(
                progress -> {
                  all.add(progress);
                  if (progress.bytesDone() == 0 && starts.incrementAndGet() == 2) {
                    all.get(0).cancel();
                  } else if (progress.bytesDone() > 0 && starts.get() == 1) {
                    try {
                      here.put("o", new byte[SIZE]);
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  }
                })
            .build();
    assertThatThrownBy(() -> here.bucket.get("o", options))
        .isInstanceOf(TransferCancelledException.class);
  }

  // O11
  @Test
  void anObjectThatIsOverwrittenAgainAndAgainIsReadWholeOrNotAtAll() throws Exception {
    int size = 600_000;
    here.put("busy", new byte[size]);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 1; i <= 100; i++) {
                byte[] version = new byte[size];
                java.util.Arrays.fill(version, (byte) i);
                try {
                  here.put("busy", version);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }
            });
    int whole = 0;
    while (!writer.isDone() || whole == 0) {
      try {
        byte[] read = here.bucket.get("busy").orElseThrow();
        assertThat(read).hasSize(size).containsOnly(read[0]);
        whole++;
      } catch (ObjectChangedException e) {
        assertThat(e.name()).isEqualTo("busy");
      }
    }
    writer.join();
    assertThat(here.bucket.get("busy").orElseThrow()).containsOnly(100);
  }

  // O13
  @Test
  void aSinkThatFailsEndsTheReadAndItsConsumer() {
    for (int i = 0; i < 20; i++) {
      IOException full = new IOException("disk full");
      OutputStream sink =
          Way.onFirstWrite(
              OutputStream.nullOutputStream(),
              () -> {
                throw full;
              });
      assertThatThrownBy(() -> here.bucket.get("o", sink, GetOptions.DEFAULT))
          .isInstanceOf(ObjectSinkException.class)
          .hasCause(full);
    }
    requireNoConsumerIsLeft();
  }

  // O13
  @Test
  void whatASinkThrowsUncheckedIsPassedOnAsItIs() {
    OutOfMemoryError error = new OutOfMemoryError("of the sink");
    OutputStream sink =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw error;
          }
        };
    assertThatThrownBy(() -> here.bucket.get("o", sink, GetOptions.DEFAULT)).isSameAs(error);
    requireNoConsumerIsLeft();
  }

  // O13
  @Test
  void aSinkThatIsSlowerThanTheTimeoutIsWaitedFor() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OutputStream slow =
        Way.onFirstWrite(bytes, () -> await().pollDelay(Duration.ofSeconds(3)).until(() -> true));

    here.bucket.get("o", slow, GetOptions.builder().timeout(Duration.ofSeconds(1)).build());

    assertThat(bytes.toByteArray()).isEqualTo(data);
  }

  // O13
  @Test
  void aStreamThatIsClosedEarlyLeavesNoConsumer() throws Exception {
    InputStream stream = here.bucket.openStream("o", GetOptions.DEFAULT).orElseThrow();
    assertThat(stream.readNBytes(10)).hasSize(10);

    stream.close();

    requireNoConsumerIsLeft();
    assertThatThrownBy(stream::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
  }

  // O20
  @Test
  void anObjectWhoseTimeIsOverWhileItIsReadHasExpired(NatsServer server) throws Exception {
    try (Bucket shortLived =
        new Bucket(server.url(), server.url(), Bucket.configuration().ttl(Duration.ofSeconds(4)))) {
      shortLived.put("o", data);
      OutputStream sink =
          Way.onFirstWrite(
              OutputStream.nullOutputStream(),
              () -> await().atMost(Bucket.PATIENCE).until(() -> messages(shortLived) == 0));

      assertThatThrownBy(() -> shortLived.bucket.get("o", sink, GetOptions.DEFAULT))
          .isInstanceOf(ObjectExpiredException.class)
          .hasMessageContaining("age limit");
    }
  }

  private static long messages(Bucket bucket) throws IOException, JetStreamApiException {
    return bucket.management.getStreamInfo(bucket.stream).getStreamState().getMsgCount();
  }

  @Test
  void anObjectAboveTheCapIsNotReadIntoMemory() {
    GetOptions cap = GetOptions.builder().maxBytes(SIZE - 1).build();
    assertThatThrownBy(() -> here.bucket.get("o", cap))
        .isInstanceOfSatisfying(
            ObjectTooLargeException.class,
            e -> {
              assertThat(e.size()).isEqualTo(SIZE);
              assertThat(e.limit()).isEqualTo(SIZE - 1);
            });
    assertThat(here.consumers()).isZero();
    assertThat(here.bucket.get("o", GetOptions.builder().maxBytes(SIZE).build())).hasValue(data);
  }

  @Test
  void progressIsToldFromTheStartToTheEndAndAFailingListenerHarmsNothing() {
    List<Long> done = new ArrayList<>();
    GetOptions options =
        Way.listening(
            progress -> {
              assertThat(progress.objectName()).isEqualTo("o");
              assertThat(progress.totalBytes()).hasValue(SIZE);
              done.add(progress.bytesDone());
              throw new IllegalStateException("of the listener");
            });

    assertThat(here.bucket.get("o", options)).hasValue(data);

    assertThat(done).isSorted().startsWith(0L).endsWith((long) SIZE);
    assertThat(done).hasSize(1 + SIZE / Bucket.CHUNK);
  }

  @Test
  void aFileIsReplacedOnlyByACompleteOne(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("f");
    Files.writeString(file, "before");
    ObjectInfo info = here.put("damaged", data);
    here.management.deleteMessage(
        here.stream, here.management.getLastMessage(here.stream, here.chunks(info)).getSeq());

    assertThatThrownBy(() -> here.bucket.getToFile("damaged", file, GetOptions.DEFAULT))
        .isInstanceOf(ObjectIntegrityException.class);
    assertThat(Files.readString(file)).isEqualTo("before");
    assertThat(Way.files(folder)).containsExactly(file);

    here.bucket.getToFile("o", file, GetOptions.DEFAULT);
    assertThat(Files.readAllBytes(file)).isEqualTo(data);
    assertThat(Way.files(folder)).containsExactly(file);
  }

  @Test
  void aFileThatCantBeMovedToItsPlaceLeavesNothing(@TempDir Path folder) {
    Path file = folder.resolve("f");
    GetOptions options =
        Way.listening(
            progress -> {
              if (progress.bytesDone() == SIZE) {
                assertThat(file.toFile().mkdir()).isTrue();
              }
            });

    assertThatThrownBy(() -> here.bucket.getToFile("o", file, options))
        .isInstanceOf(ObjectSinkException.class)
        .hasMessageContaining("'o'");

    assertThat(Way.files(folder)).containsExactly(file);
    assertThat(Way.files(file)).isEmpty();
    requireNoConsumerIsLeft();
  }

  @Test
  void aFileForWhichThereIsNoRoomLeavesTheOneBefore(NatsServer server, @TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "before");
    ProcessBuilder reader =
        ChildJvm.of(GetMain.class, server.url(), here.bucket.name(), "o", file.toString());
    String quota = "ulimit -f " + SIZE / 1024 / 2 + "; exec \"$0\" \"$@\"";
    reader.command().addAll(0, List.of("bash", "-c", quota));
    Process process = reader.redirectErrorStream(true).start();

    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isEqualTo(GetMain.SINK_FAILED);
    assertThat(Files.readString(file)).isEqualTo("before");
    assertThat(Way.files(folder)).containsExactly(file);
    requireNoConsumerIsLeft();
  }

  @Test
  void aFileThatCantBeWrittenIsASinkThatFails(@TempDir Path folder) {
    for (Path bad : List.of(folder, folder.resolve("missing").resolve("f"))) {
      assertThatThrownBy(() -> here.bucket.getToFile("o", bad, GetOptions.DEFAULT))
          .isInstanceOf(ObjectSinkException.class);
    }
    requireNoConsumerIsLeft();
  }
}
