package ai.lixpi.nats.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.BufferRecycler;
import org.junit.jupiter.api.Test;

class RecyclerSlotsTest {
  private final RecyclerSlots pool = RecyclerSlots.INSTANCE;

  @Test
  void buffersThatWereGivenBackAreTakenAgain() {
    BufferRecycler first = pool.acquireAndLinkPooled();
    first.releaseToPool();
    BufferRecycler second = pool.acquireAndLinkPooled();
    second.releaseToPool();

    assertThat(second).isSameAs(first);
  }

  @Test
  void buffersInUseAreNotGivenTwice() {
    BufferRecycler outer = pool.acquireAndLinkPooled();
    BufferRecycler inner = pool.acquireAndLinkPooled();
    inner.releaseToPool();
    outer.releaseToPool();

    assertThat(inner).isNotSameAs(outer);
  }
}
