package ai.lixpi.nats.codec;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Jackson's buffers, as many as there are slots, found by the id of the thread: one swap to take,
 * one store to give back. Who finds none makes one, so that threads share slots without waiting,
 * virtual ones too. An enum, because Jackson asks that a pool survives serialisation.
 */
enum RecyclerSlots implements RecyclerPool<BufferRecycler> {
  INSTANCE;

  private static final int SLOTS = 64;
  private static final int STRIDE = 16; // a cache line of references, so that threads don't meet

  @SuppressWarnings("ImmutableEnumChecker") // a pool is what it is for
  private final AtomicReferenceArray<@Nullable BufferRecycler> slots =
      new AtomicReferenceArray<>(SLOTS * STRIDE);

  @Override
  public BufferRecycler acquirePooled() {
    BufferRecycler pooled = slots.getAndSet(slot(), null);
    return pooled == null ? new BufferRecycler() : pooled;
  }

  @Override
  public BufferRecycler acquireAndLinkPooled() {
    return acquirePooled().withPool(this);
  }

  @Override
  public void releasePooled(BufferRecycler pooled) {
    slots.setRelease(slot(), pooled);
  }

  private static int slot() {
    return ((int) Thread.currentThread().getId() & (SLOTS - 1)) * STRIDE;
  }
}
