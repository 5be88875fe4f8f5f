package ai.lixpi.nats.internal.wire;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sixteen bytes that jnats carries from its reader to a dispatcher in place of a payload. Nobody
 * else can make them: they hold a number of this process's own that never leaves it. The thread
 * that reads is the one that dispatches, so the payload waits with that thread.
 */
public final class StandIn {
  static final int SIZE = 16;

  private static final long SECRET = new SecureRandom().nextLong();
  private static final AtomicLong COUNT = new AtomicLong();

  final byte[] payload;
  final byte[] bytes =
      ByteBuffer.allocate(SIZE).putLong(SECRET).putLong(COUNT.incrementAndGet()).array();

  private StandIn(byte[] payload) {
    this.payload = payload;
  }

  static StandIn of(byte[] payload) {
    return new StandIn(payload);
  }

  /** Whether this is a thread with which a payload can wait. */
  static boolean canBeTaken() {
    return Thread.currentThread() instanceof ReadBatch.Reader;
  }

  /** From now on the thread that reads has it. */
  void offer() {
    if (Thread.currentThread() instanceof ReadBatch.Reader reader) {
      reader.standIn = this;
    }
  }

  /** Nobody will take it any more. */
  static void forget() {
    if (Thread.currentThread() instanceof ReadBatch.Reader reader) {
      reader.standIn = null;
    }
  }

  /**
   * Takes the payload for which something stands, once.
   *
   * @param data what a message has for its payload
   * @return the payload; null when it is the data itself
   */
  public static byte @Nullable [] payloadFor(byte[] data) {
    if (data.length == SIZE
        && Thread.currentThread() instanceof ReadBatch.Reader reader
        && reader.standIn != null
        && Arrays.equals(reader.standIn.bytes, data)) {
      byte[] payload = reader.standIn.payload;
      reader.standIn = null;
      return payload;
    }
    return null;
  }
}
