package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Message;
import io.nats.client.ReadListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
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

  /** It is told of messages when those who use them may be through with them. */
  @Test
  void whatAListenerOfJnatsIsGivenStaysAsItWas() throws Exception {
    byte[] data = Bucket.random(SIZE, 1);
    here.put("o", data);
    ReadMessages listener = new ReadMessages(here.name);
    NatsServiceConfig config =
        NatsServiceConfig.builder()
            .servers(here.jnats.getConnectedUrl())
            .jnats(options -> options.readListener(listener))
            .build();
    try (NatsService listened = NatsService.connect(config)) {
      ObjectBucket bucket = listened.getObjectStore(here.name);
      for (int i = 0; i < 4; i++) {
        listener.chunks.clear();
        assertThat(bucket.get("o", new ByteArrayOutputStream(), GetOptions.DEFAULT)).isPresent();
        await().atMost(Bucket.PATIENCE).until(() -> listener.size() == SIZE);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        listener.chunks.forEach(chunk -> read.writeBytes(chunk.getData()));
        assertThat(read.toByteArray()).isEqualTo(data);
      }
    }
  }

  private record ReadMessages(String prefix, List<Message> chunks) implements ReadListener {
    ReadMessages(String bucket) {
      this("$O." + bucket + ".C.", new CopyOnWriteArrayList<>());
    }

    @Override
    public void message(String op, Message message) {
      if (message.getSubject().startsWith(prefix)) {
        chunks.add(message);
      }
    }

    int size() {
      return chunks.stream().mapToInt(chunk -> chunk.getData().length).sum();
    }
  }

  /** A stream is not for several threads, but those who do it must do no harm to others. */
  @Test
  void threadsThatReadOneStreamGetEachByteOnce() throws Exception {
    byte[] data = Bucket.random(SIZE, 1);
    here.put("o", data);
    ExecutorService readers = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 10; round++) {
        LongAdder sum = new LongAdder();
        List<Future<?>> reads = new ArrayList<>();
        try (InputStream stream = here.bucket.openStream("o", GetOptions.DEFAULT).orElseThrow()) {
          for (int i = 0; i < 4; i++) {
            reads.add(readers.submit(() -> addAll(stream, sum)));
          }
          for (Future<?> read : reads) {
            read.get(60, TimeUnit.SECONDS);
          }
        }
        LongAdder expected = new LongAdder();
        addAll(new ByteArrayInputStream(data), expected);
        assertThat(sum.sum()).isEqualTo(expected.sum());
      }
    } finally {
      readers.shutdownNow();
      assertThat(readers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static @Nullable Void addAll(InputStream stream, LongAdder sum) throws IOException {
    byte[] some = new byte[3_001];
    for (int count = stream.read(some); count >= 0; count = stream.read(some)) {
      for (int i = 0; i < count; i++) {
        sum.add(some[i] & 0xff);
      }
    }
    return null;
  }

  private byte[] read(String name) {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    assertThat(here.bucket.get(name, sink, GetOptions.DEFAULT)).isPresent();
    return sink.toByteArray();
  }
}
