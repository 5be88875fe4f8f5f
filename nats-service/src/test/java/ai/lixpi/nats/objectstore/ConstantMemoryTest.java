package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.ChildJvm;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.api.StorageType;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reads in a JVM of their own, whose heap is far smaller than the object. */
@NatsTest(jetStream = true)
class ConstantMemoryTest {
  /** What the small JVM does: reads an object in two ways. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] args) throws Exception {
      long size = Long.parseLong(args[2]);
      try (NatsService nats = NatsService.connect(args[0])) {
        ObjectBucket bucket = nats.getObjectStore(args[1]);
        if (bucket.get("o", OutputStream.nullOutputStream(), GetOptions.DEFAULT).isEmpty()) {
          throw new IllegalStateException("There is no object.");
        }
        try (InputStream stream = bucket.openStream("o", GetOptions.DEFAULT).orElseThrow()) {
          if (stream.transferTo(OutputStream.nullOutputStream()) != size) {
            throw new IllegalStateException("The stream was too short.");
          }
        }
      }
    }
  }

  // O22
  @Test
  void anObjectIsReadInAHeapThatIsAnEighthOfIt(NatsServer server) throws Exception {
    read(server, 256L * 1024 * 1024, "-Xmx32m");
  }

  // O22, P11
  @Test
  @Tag("long")
  void aGibibyteIsReadInAHeapOfSixtyFourMebibytes(NatsServer server) throws Exception {
    read(server, 1024L * 1024 * 1024, "-Xmx64m");
  }

  private static void read(NatsServer server, long size, String heap) throws Exception {
    try (Bucket here =
        new Bucket(
            server.url(), server.url(), Bucket.configuration().storageType(StorageType.File))) {
      here.store.put("o", new RandomStream(size));
      Process process =
          ChildJvm.of(List.of(heap), Reader.class, server.url(), here.name, Long.toString(size))
              .inheritIO()
              .start();
      try {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static final class RandomStream extends InputStream {
    private final Random random = new Random(22);

    // Mutable state
    private long left;

    RandomStream(long size) {
      left = size;
    }

    @Override
    public int read() {
      return left-- > 0 ? random.nextInt(256) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(left, length);
      for (int i = offset; i < offset + count; i += 61) {
        target[i] = (byte) random.nextInt();
      }
      left -= count;
      return count;
    }
  }
}
