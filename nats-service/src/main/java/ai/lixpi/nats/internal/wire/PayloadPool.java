package ai.lixpi.nats.internal.wire;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of payloads that nobody looks at any more, for payloads of the same size: one that was in
 * use a moment ago is in the caches of the processor still. It holds up to 8 MiB, and gives them up
 * when memory is short. Thread-safe.
 */
final class PayloadPool {
  static final int MOST_BYTES = 8 * 1024 * 1024;

  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state, under the lock
  private SoftReference<ArrayDeque<byte[]>> kept = new SoftReference<>(new ArrayDeque<>());
  private int size;

  /** An array of a size, whatever stands in it. */
  byte[] take(int wanted) {
    byte[] last = last(wanted);
    return last == null ? new byte[wanted] : last;
  }

  private byte @Nullable [] last(int wanted) {
    lock.lock();
    try {
      ArrayDeque<byte[]> arrays = kept.get();
      return arrays == null || size != wanted ? null : arrays.pollLast();
    } finally {
      lock.unlock();
    }
  }

  /** Takes an array to which the caller has the only reference, and which it forgets. */
  void give(byte[] array) {
    if (array.length < FrameGuard.LARGE / 2) {
      return; // such payloads do not come from here
    }
    lock.lock();
    try {
      ArrayDeque<byte[]> arrays = kept.get();
      if (arrays == null || size != array.length) {
        arrays = new ArrayDeque<>();
        kept = new SoftReference<>(arrays);
        size = array.length;
      }
      if ((arrays.size() + 1L) * size <= MOST_BYTES) {
        arrays.addLast(array);
      }
    } finally {
      lock.unlock();
    }
  }
}
