package ai.lixpi.nats.codec;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Things to use again, as many as there are slots, found by the id of the thread: one swap to take,
 * one store to give back. Who finds none makes one, so that threads share slots without waiting,
 * virtual ones too.
 */
final class Slots<T> {
  private static final int SLOTS = 64;
  private static final int STRIDE = 16; // a cache line of references, so that threads don't meet

  private final AtomicReferenceArray<@Nullable T> slots =
      new AtomicReferenceArray<>(SLOTS * STRIDE);

  @Nullable T take() {
    return slots.getAndSet(slot(), null);
  }

  void give(T thing) {
    slots.setRelease(slot(), thing);
  }

  private static int slot() {
    return ((int) Thread.currentThread().getId() & (SLOTS - 1)) * STRIDE;
  }
}
