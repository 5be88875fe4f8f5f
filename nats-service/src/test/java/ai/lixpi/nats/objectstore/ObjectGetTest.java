package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@NatsTest(jetStream = true)
class ObjectGetTest {
  private final Bucket here;

  ObjectGetTest(NatsServer server) throws Exception {
    here = new Bucket(server);
  }

  @AfterEach
  void close() {
    here.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 1000, Bucket.CHUNK - 1, Bucket.CHUNK, Bucket.CHUNK + 1, 3_000_000, 20_000_000})
  void anObjectOfAnySizeIsReadInEveryWayAndVerified(int size, @TempDir Path folder)
      throws Exception {
    byte[] data = Bucket.random(size, size);
    here.put("o", data);

    assertThat(here.bucket.get("o")).hasValue(data);
    try (InputStream stream = here.bucket.openStream("o", GetOptions.DEFAULT).orElseThrow()) {
      assertThat(stream.readAllBytes()).isEqualTo(data);
    }
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    assertThat(here.bucket.get("o", sink, GetOptions.DEFAULT).orElseThrow().getSize())
        .isEqualTo(size);
    assertThat(sink.toByteArray()).isEqualTo(data);
    Path file = folder.resolve("file");
    assertThat(here.bucket.getToFile("o", file, GetOptions.DEFAULT)).isPresent();
    assertThat(Files.readAllBytes(file)).isEqualTo(data);
    await().atMost(Bucket.PATIENCE).until(() -> here.consumers() == 0);
  }

  @Test
  void anObjectThatIsNotThereIsEmptyAndSoIsADeletedOne() throws Exception {
    here.put("gone", new byte[10]);
    here.store.delete("gone");
    for (String name : List.of("never", "gone")) {
      assertThat(here.bucket.get(name)).isEmpty();
      assertThat(here.bucket.openStream(name, GetOptions.DEFAULT)).isEmpty();
      assertThat(here.bucket.get(name, new ByteArrayOutputStream(), GetOptions.DEFAULT)).isEmpty();
    }
  }

  // O19
  @Test
  void aReadOfAMissingBucketSaysSoAndCreatesNone() throws Exception {
    assertThatThrownBy(() -> here.nats.getObject("missing", "o"))
        .isInstanceOf(BucketNotFoundException.class);
    assertThatThrownBy(() -> here.nats.listObjects("missing"))
        .isInstanceOf(BucketNotFoundException.class);
    assertThatThrownBy(() -> here.nats.getObjectStream("missing", "o"))
        .isInstanceOf(BucketNotFoundException.class);
    assertThat(here.management.getStreamNames()).doesNotContain("OBJ_missing");
  }

  // O3: jnats waits for two seconds
  @ParameterizedTest
  @EnumSource
  void anEmptyObjectIsReadWithoutWaitingForChunks(Way way, @TempDir Path folder) throws Exception {
    here.put("empty", new byte[0]);

    assertThat(
            quickestOfThree(
                () -> assertThat(way.read(here.bucket, "empty", folder)).isEqualTo(new byte[0])))
        .isLessThan(Duration.ofSeconds(1));
  }

  // O19
  @Test
  void aMissingBucketIsSaidAtOnce() {
    assertThat(
            quickestOfThree(
                () ->
                    assertThatThrownBy(() -> here.nats.getObject("missing", "o"))
                        .isInstanceOf(BucketNotFoundException.class)))
        .isLessThan(Duration.ofSeconds(1));
  }

  private static Duration quickestOfThree(Runnable call) {
    return Stream.generate(
            () -> {
              long start = System.nanoTime();
              call.run();
              return Duration.ofNanos(System.nanoTime() - start);
            })
        .limit(3)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }
}
