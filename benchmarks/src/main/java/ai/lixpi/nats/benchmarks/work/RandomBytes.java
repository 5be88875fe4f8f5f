package ai.lixpi.nats.benchmarks.work;

import java.io.InputStream;
import java.util.Random;

/** So many bytes that no server can compress, at the speed of copying them. */
final class RandomBytes extends InputStream {
  private static final byte[] BLOCK = block();

  // Mutable state
  private long left;
  private int at;

  RandomBytes(long size) {
    left = size;
  }

  private static byte[] block() {
    byte[] block = new byte[(1 << 20) + 1];
    new Random(20).nextBytes(block);
    return block;
  }

  @Override
  public int available() {
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (left == 0) {
      return -1;
    }
    int count = (int) Math.min(Math.min(length, left), BLOCK.length - at);
    System.arraycopy(BLOCK, at, into, offset, count);
    at = (at + count) % BLOCK.length;
    left -= count;
    return count;
  }
}
