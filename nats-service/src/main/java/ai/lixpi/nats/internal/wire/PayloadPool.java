package ai.lixpi.nats.internal.wire;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of payloads that nobody looks at any more, for payloads of the same size: one that was in
 * use a moment ago is in the caches of the processor still. The size is the one that is given back
 * most, so that the last chunk of an object changes nothing. It holds up to 8 MiB, and gives them
 * up when memory is short. Thread-safe.
 */
final class PayloadPool {
  static final int MOST_BYTES = 8 * 1024 * 1024;

  /** So many of another size, beyond those of its own, and it changes to that. */
  private static final int OTHERS = 8;

  /** What is left of a large message without its headers, which are seldom longer. */
  private static final int SMALLEST = FrameGuard.LARGE - 8 * 1024;

  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state, under the lock
  private SoftReference<ArrayDeque<byte[]>> kept = new SoftReference<>(new ArrayDeque<>());
  private int size;
  private int others;

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
    if (array.length < SMALLEST) {
      return; // none is wanted for such payloads
    }
    lock.lock();
    try {
      ArrayDeque<byte[]> arrays = array.length == size ? kept.get() : null;
      if (array.length == size) {
        others = Math.max(0, others - 1);
      } else if (size > 0 && ++others < OTHERS) {
        return;
      }
      if (arrays == null) {
        arrays = new ArrayDeque<>();
        kept = new SoftReference<>(arrays);
        size = array.length;
        others = 0;
      }
      if ((arrays.size() + 1L) * size <= MOST_BYTES) {
        arrays.addLast(array);
      }
    } finally {
      lock.unlock();
    }
  }
}
