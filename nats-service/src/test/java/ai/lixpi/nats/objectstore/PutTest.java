package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NatsTest(jetStream = true)
class PutTest {
  private static final int CHUNK = 128 * 1024;

  private NatsService nats;
  private ObjectBucket bucket;
  private RealBucket real;

  @BeforeEach
  void connect(NatsServer server) {
    nats = NatsService.connect(server.url());
    nats.deleteObjectStore("put");
    bucket = nats.createObjectStore("put");
    real = new RealBucket(server.url(), "put");
  }

  @AfterEach
  void close() {
    real.close();
    nats.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, 40 * CHUNK + 77})
  void anObjectIsReadableByTheOfficialClient(int size) throws Exception {
    byte[] data = RealBucket.bytes(size, size);

    ObjectVersion version = bucket.put("a", data);

    assertThat(real.read("a")).isEqualTo(data);
    assertThat(version.info().getSize()).isEqualTo(size);
    assertThat(version.revision()).isPositive();
    assertThat(real.chunkSizes("a"))
        .hasSize((size + CHUNK - 1) / CHUNK)
        .startsWith(Math.min(size, CHUNK));
    real.awaitNoOrphans();
  }

  // O1
  @Test
  void aSourceThatGivesFewBytesAtATimeStillMakesFullChunks() throws Exception {
    byte[] data = RealBucket.bytes(2 * CHUNK + 5, 1);
    InputStream trickle =
        new ByteArrayInputStream(data) {
          private int calls;

          @Override
          public int read(byte[] into, int from, int length) {
            return super.read(into, from, Math.min(length, calls++ % 3 * 50));
          }

          @Override
          public int readNBytes(byte[] into, int from, int length) {
            int total = 0;
            int empty = 0;
            while (total < length && empty < 9) {
              int n = read(into, from + total, length - total);
              if (n < 0) {
                break;
              }
              empty = n == 0 ? empty + 1 : 0;
              total += n;
            }
            return total;
          }
        };

    bucket.put("a", ObjectSource.of(trickle), PutOptions.DEFAULT);

    assertThat(real.chunkSizes("a")).containsExactly(CHUNK, CHUNK, 5);
    assertThat(real.read("a")).isEqualTo(data);
  }

  // O3
  @Test
  void anEmptyObjectHasNoChunkAndTheDigestOfNothing() throws Exception {
    bucket.put("a", new byte[0]);

    assertThat(real.info("a").getDigest())
        .isEqualTo("SHA-256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=");
    assertThat(real.chunks()).isEmpty();
  }

  @Test
  void anOverwriteRemovesTheChunksOfTheVersionBefore() throws Exception {
    bucket.put("a", RealBucket.bytes(3 * CHUNK, 1));
    byte[] data = RealBucket.bytes(2 * CHUNK, 2);

    bucket.put("a", data);

    assertThat(real.read("a")).isEqualTo(data);
    real.awaitNoOrphans();
    assertThat(real.chunks().values()).containsExactly(2L);
  }

  @Test
  void aDeletedObjectIsGoneWithItsChunks() throws Exception {
    bucket.put("a", RealBucket.bytes(3 * CHUNK, 1));

    assertThat(bucket.delete("a")).isTrue();

    assertThat(bucket.info("a")).isEmpty();
    assertThat(real.chunks()).isEmpty();
    assertThat(bucket.delete("a")).isFalse();
  }
}
