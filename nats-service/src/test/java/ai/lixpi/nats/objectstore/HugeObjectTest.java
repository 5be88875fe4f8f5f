package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.ChildJvm;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An object that is far larger than the heap of the JVM that puts and reads it. */
@NatsTest(jetStream = true)
class HugeObjectTest {
  private static final long SIZE = 5_000_000_000L;

  /** What the small JVM does: puts the object, and reads it, which verifies its digest. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      try (NatsService nats = NatsService.connect(args[0])) {
        ObjectBucket bucket =
            nats.createObjectStore(
                ObjectStoreConfiguration.builder("huge").storageType(StorageType.File).build());
        bucket.put("o", ObjectSource.of(new Numbers(SIZE)), PutOptions.DEFAULT);
        long size =
            bucket
                .get("o", OutputStream.nullOutputStream(), GetOptions.DEFAULT)
                .orElseThrow()
                .getSize();
        if (size != SIZE) {
          throw new IllegalStateException("The object has " + size + " bytes.");
        }
        nats.deleteObjectStore("huge");
      }
    }
  }

  // O22
  @Test
  @Tag("long")
  void fiveGigabytesGoUpAndComeDownInAHeapOfSixtyFourMebibytes(
      NatsServer server, @TempDir Path folder) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        ChildJvm.of(List.of("-Xmx64m"), Program.class, server.url())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = process.waitFor(300, TimeUnit.SECONDS);
      assertThat(ended).as(Files.readString(output)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Bytes of which no two kibibytes are alike, at next to no cost. */
  private static final class Numbers extends InputStream {
    // Mutable state
    private long left;

    Numbers(long size) {
      left = size;
    }

    @Override
    public int read() {
      return left > 0 ? (int) (left-- & 0xff) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(left, length);
      for (int at = offset; at + Long.BYTES <= offset + count; at += 1024) {
        for (int i = 0; i < Long.BYTES; i++) {
          target[at + i] = (byte) ((left - at) >> (8 * i));
        }
      }
      left -= count;
      return count;
    }
  }
}
