package ai.lixpi.nats.codec;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;

/** Jackson's buffers. An enum, because Jackson asks that a pool survives serialisation. */
enum RecyclerSlots implements RecyclerPool<BufferRecycler> {
  INSTANCE;

  @SuppressWarnings("ImmutableEnumChecker") // a pool is what it is for
  private final Slots<BufferRecycler> slots = new Slots<>();

  @Override
  public BufferRecycler acquirePooled() {
    BufferRecycler pooled = slots.take();
    return pooled == null ? new BufferRecycler() : pooled;
  }

  @Override
  public BufferRecycler acquireAndLinkPooled() {
    return acquirePooled().withPool(this);
  }

  @Override
  public void releasePooled(BufferRecycler pooled) {
    slots.give(pooled);
  }
}
