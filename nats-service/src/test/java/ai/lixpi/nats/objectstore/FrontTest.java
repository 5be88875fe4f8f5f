package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A bucket with an object "a" behind a {@link Front}. */
@NatsTest(jetStream = true)
@SuppressWarnings("NullAway")
abstract class FrontTest {
  private final byte[] old;

  Front front;
  RealBucket real;
  ObjectBucket bucket;

  FrontTest(byte[] old) {
    this.old = old;
  }

  @BeforeEach
  void open(NatsServer server) throws Exception {
    front = new Front(server);
    real = new RealBucket(server.url(), StoreTest.NAME);
    front.nats.deleteObjectStore(StoreTest.NAME);
    bucket = front.nats.createObjectStore(StoreTest.NAME);
    bucket.put("a", old);
    real.awaitNoOrphans();
  }

  @AfterEach
  void close() throws Exception {
    front.close();
    real.close();
  }
}
