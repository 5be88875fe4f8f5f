package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.NatsService;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/** A process that puts 30 chunks of an object and then waits, until it is killed. */
final class PutMain {
  private PutMain() {}

  public static void main(String[] args) throws Exception {
    NatsService nats = NatsService.connect(args[0]);
    nats.putObjectFromReadable(
        args[1],
        "a",
        new InputStream() {
          private int chunks;

          @Override
          public int read() {
            return 1;
          }

          @Override
          public int readNBytes(byte[] into, int from, int length) {
            if (++chunks > 30) {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            }
            return length;
          }
        });
  }
}
