package ai.lixpi.nats.cli.bench;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.Interrupts;
import ai.lixpi.nats.objectstore.GetOptions;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectSource;
import ai.lixpi.nats.objectstore.PutOptions;
import ai.lixpi.nats.objectstore.TransferListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;

/** Measures an object up and down in a bucket of its own, which is removed in any case. */
final class Objects {
  private static final String NAME = "bench";

  private final NatsService nats;
  private final Interrupts interrupts;

  Objects(NatsService nats, Interrupts interrupts) {
    this.nats = nats;
    this.interrupts = interrupts;
  }

  List<BenchResult> putAndGet(long size) {
    String bucket = "lixpi-bench-" + UUID.randomUUID();
    TransferListener cancel =
        progress -> {
          if (interrupts.requested()) {
            progress.cancel();
          }
        };
    ObjectBucket opened = nats.createObjectStore(bucket);
    try {
      long begin = System.nanoTime();
      opened.put(NAME, new Noise(size), PutOptions.builder().listener(cancel).build());
      Duration put = Duration.ofNanos(System.nanoTime() - begin);
      begin = System.nanoTime();
      opened.get(
          NAME, OutputStream.nullOutputStream(), GetOptions.builder().listener(cancel).build());
      Duration get = Duration.ofNanos(System.nanoTime() - begin);
      return List.of(
          BenchResult.of("object put", 1, size, put), BenchResult.of("object get", 1, size, get));
    } finally {
      nats.deleteObjectStore(bucket);
    }
  }

  /** Bytes that can't be compressed well, without holding them all. */
  private record Noise(long bytes) implements ObjectSource {
    @Override
    public OptionalLong size() {
      return OptionalLong.of(bytes);
    }

    @Override
    public InputStream open() {
      byte[] block = new byte[1024 * 1024];
      new Random(1).nextBytes(block);
      return new InputStream() {
        private long left = bytes;

        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
          int position = (int) ((bytes - left) % block.length);
          int n = (int) Math.min(Math.min(length, left), block.length - position);
          if (left == 0) {
            return -1;
          }
          System.arraycopy(block, position, target, offset, n);
          left -= n;
          return n;
        }
      };
    }
  }
}
