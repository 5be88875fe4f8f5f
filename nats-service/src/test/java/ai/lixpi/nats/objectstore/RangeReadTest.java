package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.Trigger;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.api.ObjectMeta;
import io.nats.client.impl.Headers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads of parts. */
@NatsTest(jetStream = true)
class RangeReadTest {
  private static final int SIZE = 8 * 1024 * 1024 + 77;
  private static final byte[] DATA = Bucket.random(SIZE, 8);

  private final FaultProxy proxy;
  private final Bucket here;

  RangeReadTest(NatsServer server) throws Exception {
    proxy = FaultProxy.to(server);
    here = new Bucket(server.url(), proxy.url(), Bucket.configuration());
  }

  @AfterEach
  void close() {
    here.close();
    proxy.close();
  }

  private static GetOptions range(long from, long bytes) {
    return GetOptions.builder().range(from, bytes).build();
  }

  private byte[] read(String name, long from, long bytes) {
    return here.bucket.get(name, range(from, bytes)).orElseThrow();
  }

  private long delivered(Runnable read) {
    long before = proxy.bytesForwarded(Direction.SERVER_TO_CLIENT);
    read.run();
    return proxy.bytesForwarded(Direction.SERVER_TO_CLIENT) - before;
  }

  @ParameterizedTest
  @EnumSource
  void aPartIsReadInEveryWay(Way way, @TempDir Path folder) throws Exception {
    here.put("o", DATA);
    assertThat(way.read(here.bucket, "o", folder, range(1_000_000, 3_000_000)))
        .hasValue(Arrays.copyOfRange(DATA, 1_000_000, 4_000_000));
    await().atMost(Duration.ofSeconds(15)).until(() -> here.consumers() == 0);
  }

  @Test
  void anyPartHasTheRightBytesAndOnlyItsChunksAreDelivered() throws Exception {
    here.put("o", DATA);
    Random random = new Random(42);
    for (int i = 0; i < 60; i++) {
      int from = random.nextInt(SIZE);
      int bytes = 1 + random.nextInt(i % 2 == 0 ? 10 : 1_000_000);
      int to = Math.min(SIZE, from + bytes);
      long chunks = (to - 1L) / Bucket.CHUNK - from / Bucket.CHUNK + 1;

      long delivered =
          delivered(
              () ->
                  assertThat(read("o", from, bytes)).isEqualTo(Arrays.copyOfRange(DATA, from, to)));

      assertThat(delivered).isLessThan((chunks + 1) * Bucket.CHUNK);
    }
  }

  @Test
  void theEdgesOfAnObjectAndWhatLiesBeyondAreReadAsFarAsThereIsSomething() throws Exception {
    here.put("o", DATA);
    here.put("small", new byte[] {0, 1, 2, 3, 4});
    assertThat(read("o", 0, 0)).isEmpty();
    assertThat(read("o", SIZE, 10)).isEmpty();
    assertThat(read("o", SIZE + 5L, 10)).isEmpty();
    assertThat(read("o", SIZE - 1, 10)).containsExactly(DATA[SIZE - 1]);
    assertThat(read("o", 0, Long.MAX_VALUE)).isEqualTo(DATA);
    assertThat(read("o", Bucket.CHUNK, Bucket.CHUNK))
        .isEqualTo(Arrays.copyOfRange(DATA, Bucket.CHUNK, 2 * Bucket.CHUNK));
    assertThat(read("o", Bucket.CHUNK - 1, 2))
        .containsExactly(DATA[Bucket.CHUNK - 1], DATA[Bucket.CHUNK]);
    assertThat(read("small", 1, 3)).containsExactly(1, 2, 3);
    assertThat(read("small", 4, 3)).containsExactly(4);
    assertThat(read("small", 9, 3)).isEmpty();
  }

  @Test
  void aPartIsFoundAlthoughTheRecordStandsFarBehindItsChunks() throws Exception {
    here.put("o", DATA);
    for (int i = 0; i < 50; i++) {
      here.put("other-" + i, Bucket.random(200_000, i));
    }
    here.store.updateMeta("o", ObjectMeta.builder("renamed").build());
    for (int i = 0; i < 50; i++) {
      here.put("after-" + i, new byte[1]);
    }

    long delivered =
        delivered(
            () ->
                assertThat(read("renamed", 5_000_000, 100))
                    .isEqualTo(Arrays.copyOfRange(DATA, 5_000_000, 5_000_100)));

    assertThat(delivered).isLessThan(2 * Bucket.CHUNK);
    await().atMost(Duration.ofSeconds(15)).until(() -> here.consumers() == 0);
  }

  @Test
  void aPartIsFoundAmongChunksOfOtherObjects() throws Exception {
    Crafted[] objects = {new Crafted(here), new Crafted(here), new Crafted(here)};
    Random random = new Random(7);
    byte[][] data = new byte[3][100_000];
    for (byte[] each : data) {
      random.nextBytes(each);
    }
    int[] next = new int[3];
    while (next[0] + next[1] + next[2] < 300) {
      int i = random.nextInt(3);
      if (next[i] < 100) {
        int start = next[i]++ * 1000;
        objects[i].chunk(Arrays.copyOfRange(data[i], start, start + 1000));
      }
    }
    for (int i = 0; i < 3; i++) {
      String name = "o" + i;
      objects[i].record(Names.meta(here.name, name), name, 100_000, 100, objects[i].digest(), 1000);
      for (int from : new int[] {0, 999, 50_500, 99_000}) {
        assertThat(read(name, from, 700))
            .isEqualTo(Arrays.copyOfRange(data[i], from, Math.min(100_000, from + 700)));
      }
    }
  }

  @Test
  void aPartOfAnObjectWithChunksOfAnySizeIsReadFromTheFront() throws Exception {
    Crafted object = new Crafted(here);
    byte[] data = Bucket.random(10_000, 1);
    for (int start = 0, size = 100; start < data.length; start += size, size += 100) {
      object.chunk(Arrays.copyOfRange(data, start, Math.min(data.length, start + size)));
    }
    object.record("o");
    assertThat(read("o", 4_321, 2_000)).isEqualTo(Arrays.copyOfRange(data, 4_321, 6_321));
  }

  @Test
  void aPartWhoseChunksAreNotAsLargeAsTheRecordSaysIsDamaged() throws Exception {
    Crafted object = new Crafted(here);
    object.chunk(new byte[500]).chunk(new byte[1500]).chunk(new byte[1000]);
    object.record(Names.meta(here.name, "o"), "o", 3000, 3, object.digest(), 1000);
    assertThatThrownBy(() -> read("o", 1_200, 100))
        .isInstanceOf(ObjectIntegrityException.class)
        .hasMessageContaining("1500 bytes instead of 1000");
  }

  // which one is missing can't be told, so any part may be wrong
  @Test
  void aPartOfAnObjectWithAMissingOrAnExtraChunkIsDamaged() throws Exception {
    Crafted missing = new Crafted(here);
    Crafted extra = new Crafted(here);
    for (int i = 0; i < 10; i++) {
      missing.chunk(Bucket.random(1000, i));
      extra.chunk(Bucket.random(1000, i));
    }
    missing.record(Names.meta(here.name, "m"), "m", 10_000, 10, missing.digest(), 1000);
    extra.record(Names.meta(here.name, "e"), "e", 9_000, 9, extra.digest(), 1000);
    here.management.deleteMessage(here.stream, missing.sequences.get(5));
    for (int from : new int[] {0, 4_900, 6_100, 8_999}) {
      assertThatThrownBy(() -> read("m", from, 700)).isInstanceOf(ObjectIntegrityException.class);
      assertThatThrownBy(() -> read("e", from, 700)).isInstanceOf(ObjectIntegrityException.class);
    }
  }

  // chunks are found by counting, and count and search are two steps
  @Test
  void aChunkThatIsRemovedWhileAPartIsSoughtDamagesThePart() throws Exception {
    Crafted object = new Crafted(here);
    for (int i = 0; i < 10; i++) {
      object.chunk(Bucket.random(1000, i));
    }
    object.record(Names.meta(here.name, "o"), "o", 10_000, 10, object.digest(), 1000);
    Trigger removed =
        proxy.before(
            Direction.CLIENT_TO_SERVER,
            "$JS.API.CONSUMER.CREATE.",
            () -> {
              try {
                here.management.deleteMessage(here.stream, object.sequences.get(8));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });

    assertThatThrownBy(() -> read("o", 2_000, 1000)).isInstanceOf(ObjectIntegrityException.class);

    assertThat(removed.hasFired()).isTrue();
  }

  @Test
  void aPartOfAnObjectWhoseChunksStandInAnotherOrderIsDamaged() throws Exception {
    Crafted object = new Crafted(here);
    for (int i : new int[] {0, 2, 1, 3}) {
      String id = object.nuid + ":" + i;
      object.chunk(Bucket.random(1000, i), new Headers().put("Nats-Msg-Id", id));
    }
    object.record(Names.meta(here.name, "o"), "o", 4000, 4, object.digest(), 1000);

    assertThatThrownBy(() -> read("o", 1_000, 1000))
        .isInstanceOf(ObjectIntegrityException.class)
        .hasMessageContaining("another chunk");
    assertThat(read("o", 3_000, 1000)).isEqualTo(Bucket.random(1000, 3));
  }

  @Test
  void theCapHoldsForThePartAndNotForTheObject() throws Exception {
    here.put("o", DATA);
    GetOptions fits = GetOptions.builder().range(10, 1000).maxBytes(1000).build();
    GetOptions large = GetOptions.builder().range(10, 1001).maxBytes(1000).build();
    assertThat(here.bucket.get("o", fits).orElseThrow()).hasSize(1000);
    assertThatThrownBy(() -> here.bucket.get("o", large))
        .isInstanceOf(ObjectTooLargeException.class);
  }
}
