package ai.lixpi.nats.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import io.nats.client.api.StorageType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The members of the siblings, under their names. */
@NatsTest(jetStream = true)
@SuppressWarnings("NullAway")
class ObjectStoreFacadeTest {
  private static final byte[] HELLO = "Hello World".getBytes(UTF_8);

  private NatsService nats;

  /** A stream that tells whether it was closed. */
  private static final class Watched extends ByteArrayInputStream {
    final AtomicBoolean closed = new AtomicBoolean();

    Watched() {
      super(HELLO);
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  @BeforeEach
  void connect(NatsServer server) {
    nats = NatsService.connect(server.url());
  }

  @AfterEach
  void close() {
    nats.listObjectStores().forEach(status -> nats.deleteObjectStore(status.getBucketName()));
    nats.close();
  }

  @Test
  void theExampleOfTheSiblingsRuns(@TempDir Path folder) throws IOException {
    nats.createObjectStore(
        ObjectStoreConfiguration.builder("my-bucket")
            .description("My object store")
            .maxBucketSize(1024 * 1024 * 100)
            .build());

    nats.putObject("my-bucket", "hello.txt", HELLO);
    nats.putObjectFromReadable("my-bucket", "large-file.bin", new ByteArrayInputStream(HELLO));
    Path file = Files.write(folder.resolve("in"), HELLO);
    nats.putObject("my-bucket", "file.bin", file);

    assertThat(nats.getObject("my-bucket", "hello.txt")).hasValue(HELLO);
    try (InputStream stream = nats.getObjectStream("my-bucket", "large-file.bin").orElseThrow()) {
      assertThat(stream).hasBinaryContent(HELLO);
    }
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    assertThat(nats.getObjectStream("my-bucket", "large-file.bin", sink)).isPresent();
    assertThat(sink.toByteArray()).isEqualTo(HELLO);
    assertThat(nats.getObjectStream("my-bucket", "file.bin", folder.resolve("out"))).isPresent();
    assertThat(folder.resolve("out")).hasBinaryContent(HELLO);
    assertThat(nats.getObjectInfo("my-bucket", "hello.txt").orElseThrow().getSize()).isEqualTo(11);
    assertThat(nats.listObjects("my-bucket"))
        .extracting(ObjectInfo::getObjectName)
        .containsExactly("hello.txt", "large-file.bin", "file.bin");
    assertThat(nats.deleteObject("my-bucket", "hello.txt")).isTrue();
    assertThat(nats.deleteObject("my-bucket", "hello.txt")).isFalse();
    assertThat(nats.getObject("my-bucket", "hello.txt")).isEmpty();
    assertThat(nats.getObjectInfo("my-bucket", "hello.txt")).isEmpty();
    assertThat(nats.getObjectStream("my-bucket", "hello.txt")).isEmpty();
    assertThat(nats.deleteObjectStore("my-bucket")).isTrue();
  }

  @Test
  @DisplayName("O19 a put creates a missing bucket, before it reads the source")
  void aPutCreatesAMissingBucket() {
    Watched source = new Watched();

    nats.putObjectFromReadable("made-by-put", "hello.txt", source);

    assertThat(nats.getObject("made-by-put", "hello.txt")).hasValue(HELLO);
    assertThat(source.closed).isTrue();
  }

  @Test
  void aPutLeavesTheConfigurationOfABucketThatExists() {
    nats.createObjectStore(
        ObjectStoreConfiguration.builder("kept")
            .storageType(StorageType.Memory)
            .description("as it was")
            .build());

    nats.putObject("kept", "hello.txt", HELLO);

    ObjectStoreStatus status = nats.getObjectStore("kept").status();
    assertThat(status.getDescription()).isEqualTo("as it was");
    assertThat(status.getStorageType()).isEqualTo(StorageType.Memory);
  }

  @Test
  void bytesArePutAgainWhenTheirBucketHasGoneMeanwhile(NatsServer server) {
    nats.putObject("fleeting", "one", HELLO);
    try (NatsService other = NatsService.connect(server.url())) {
      assertThat(other.deleteObjectStore("fleeting")).isTrue();
    }

    nats.putObject("fleeting", "two", HELLO);

    assertThat(nats.listObjects("fleeting"))
        .extracting(ObjectInfo::getObjectName)
        .containsExactly("two");
  }

  @Test
  void aStreamWhoseBucketHasGoneMeanwhileIsRefusedAndClosedAndTheNextOnePut(NatsServer server) {
    nats.putObject("fleeting", "one", HELLO);
    try (NatsService other = NatsService.connect(server.url())) {
      assertThat(other.deleteObjectStore("fleeting")).isTrue();
    }
    Watched source = new Watched();

    assertThatExceptionOfType(BucketNotFoundException.class)
        .isThrownBy(() -> nats.putObjectFromReadable("fleeting", "two", source));
    assertThat(source.closed).isTrue();

    nats.putObjectFromReadable("fleeting", "three", new Watched());
    assertThat(nats.getObject("fleeting", "three")).hasValue(HELLO);
  }

  @Test
  @DisplayName("O19 no read and no delete creates a bucket")
  void readsNeverCreateABucket(@TempDir Path folder) {
    List<Runnable> reads =
        List.of(
            () -> nats.getObject("none", "x"),
            () -> nats.getObjectStream("none", "x"),
            () -> nats.getObjectStream("none", "x", new ByteArrayOutputStream()),
            () -> nats.getObjectStream("none", "x", folder.resolve("x")),
            () -> nats.getObjectInfo("none", "x"),
            () -> nats.deleteObject("none", "x"),
            () -> nats.listObjects("none"));
    for (Runnable read : reads) {
      assertThatExceptionOfType(BucketNotFoundException.class)
          .isThrownBy(read::run)
          .satisfies(e -> assertThat(e.bucket()).isEqualTo("none"))
          .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.REJECTED));
    }
    assertThat(nats.listObjectStores()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aPutThatCanNotBeCreatesNoBucketAndClosesItsSource() {
    Watched source = new Watched();

    assertThatExceptionOfType(InvalidNameException.class)
        .isThrownBy(() -> nats.putObjectFromReadable("none", "", source));

    assertThat(source.closed).isTrue();
    assertThat(nats.listObjectStores()).isEmpty();
  }

  @Test
  void missingArgumentsAreSaidToBeMissing() {
    nats.createObjectStore("some");
    ObjectBucket bucket = nats.getObjectStore("some");
    List<Runnable> calls =
        List.of(
            () -> nats.putObject("some", "x", (byte[]) null),
            () -> nats.putObject("some", "x", (Path) null),
            () -> nats.putObject("some", "x", null, PutOptions.DEFAULT),
            () -> nats.putObject("some", "x", ObjectSource.of(HELLO), null),
            () -> nats.putObjectFromReadable("some", "x", null),
            () -> nats.getObjectStream("some", "x", (ByteArrayOutputStream) null),
            () -> nats.getObjectStream("some", "x", (Path) null),
            () -> bucket.put("x", null),
            () -> bucket.put("x", ObjectSource.of(HELLO), null),
            () -> bucket.put("x", null, PutOptions.DEFAULT),
            () -> bucket.get("x", null),
            () -> bucket.openStream("x", null),
            () -> bucket.getToFile("x", null, GetOptions.DEFAULT),
            () -> bucket.updateMeta("x", null),
            () -> bucket.watch(null, WatchOptions.CHANGES_ONLY),
            () -> bucket.sweep(null));
    for (Runnable call : calls) {
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(call::run)
          .withMessageContaining(" is null: give a ");
    }
  }
}
