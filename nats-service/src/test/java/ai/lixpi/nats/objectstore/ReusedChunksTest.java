package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The digest is checked before bytes are given away; that nobody writes into them later, because
 * their array is in use again, only what arrives can tell.
 */
@NatsTest(jetStream = true)
class ReusedChunksTest {
  private static final int OBJECTS = 8;
  private static final int SIZE = 3_000_000;

  @TempDir private Path folder;
  private final Bucket here;

  ReusedChunksTest(NatsServer server) throws Exception {
    here = new Bucket(server);
  }

  @AfterEach
  void close() {
    here.close();
  }

  private byte[] read(int object, int way) throws Exception {
    String name = "o" + object;
    return switch (way) {
      case 0 -> here.bucket.get(name).orElseThrow();
      case 1 -> read(name);
      case 2 -> {
        Path file = folder.resolve(name + "-" + Thread.currentThread().getId());
        assertThat(here.bucket.getToFile(name, file, GetOptions.DEFAULT)).isPresent();
        yield Files.readAllBytes(file);
      }
      default -> {
        try (InputStream stream = here.bucket.openStream(name, GetOptions.DEFAULT).orElseThrow()) {
          yield stream.readAllBytes();
        }
      }
    };
  }

  @Test
  void nobodyGetsTheBytesOfAnotherRead() throws Exception {
    for (int i = 0; i < OBJECTS; i++) {
      here.put("o" + i, Bucket.random(SIZE + i, i));
    }
    ExecutorService readers = Executors.newFixedThreadPool(OBJECTS);
    try {
      List<Future<?>> reads = new ArrayList<>();
      for (int i = 0; i < OBJECTS; i++) {
        int number = i;
        reads.add(
            readers.submit(
                () -> {
                  for (int round = 0; round < 8; round++) {
                    int object = (number + round) % OBJECTS;
                    assertThat(read(object, (number + round) % 4))
                        .isEqualTo(Bucket.random(SIZE + object, object));
                  }
                  return null;
                }));
      }
      for (Future<?> read : reads) {
        read.get(60, TimeUnit.SECONDS);
      }
    } finally {
      readers.shutdownNow();
      assertThat(readers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whatWasGivenAwayStaysAsItWas() throws Exception {
    byte[] one = Bucket.random(Bucket.CHUNK * 2, 1);
    byte[] other = Bucket.random(SIZE, 2);
    PutOptions inOne = PutOptions.builder().chunkSize(2 * Bucket.CHUNK).build();
    here.bucket.put("one", ObjectSource.of(one), inOne);
    here.put("other", other);

    byte[] kept = here.bucket.get("one").orElseThrow();
    for (int i = 0; i < 4; i++) {
      assertThat(read("other")).isEqualTo(other);
    }
    assertThat(kept).isEqualTo(one);
  }

  private byte[] read(String name) {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    assertThat(here.bucket.get(name, sink, GetOptions.DEFAULT)).isPresent();
    return sink.toByteArray();
  }
}
