package ai.lixpi.nats.benchmarks.json;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.RecyclerPool;

/**
 * A pool of as many buffers as it has slots, chosen by thread id: one swap to take, one store to
 * give back, nothing allocated, nothing bound to a thread, so that virtual threads share it.
 */
final class SlotPool implements RecyclerPool<BufferRecycler> {
  private static final long serialVersionUID = 1L;
  private static final int SLOTS = 64;
  // Sixteen references lie on a cache line of 64 bytes.
  private static final int STRIDE = 16;

  private final transient AtomicReferenceArray<@Nullable BufferRecycler> slots =
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

  @SuppressWarnings("deprecation") // threadId() came with Java 19.
  private static int slot() {
    return ((int) Thread.currentThread().getId() & (SLOTS - 1)) * STRIDE;
  }
}
