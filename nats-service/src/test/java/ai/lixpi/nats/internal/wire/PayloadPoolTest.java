package ai.lixpi.nats.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PayloadPoolTest {
  private static final int CHUNK = 128 * 1024;

  private final PayloadPool pool = new PayloadPool();

  @Test
  void theLastChunkOfAnObjectLeavesTheOthersWhereTheyAre() {
    byte[] chunk = new byte[CHUNK];
    byte[] last = new byte[CHUNK - 1];

    pool.give(chunk);
    pool.give(last);

    assertThat(pool.take(CHUNK)).isSameAs(chunk);
    assertThat(pool.take(CHUNK - 1)).isNotSameAs(last);
  }

  @Test
  void chunksOfAnotherSizeTakeTheirPlaceInTheEnd() {
    byte[] other = new byte[CHUNK * 2];
    pool.give(new byte[CHUNK]);

    for (int i = 0; i < 20; i++) {
      pool.give(other);
    }

    assertThat(pool.take(CHUNK * 2)).isSameAs(other);
  }

  @Test
  void sizesInTurnKeepTheFirst() {
    byte[] chunk = new byte[CHUNK];
    for (int i = 0; i < 20; i++) {
      pool.give(chunk);
      pool.give(new byte[CHUNK * 2]);
    }

    assertThat(pool.take(CHUNK)).isSameAs(chunk);
  }

  @Test
  void itHoldsNoMoreThanItsLimit() {
    int most = PayloadPool.MOST_BYTES / CHUNK;
    byte[] oneTooMany = new byte[CHUNK];
    for (int i = 0; i < most; i++) {
      pool.give(new byte[CHUNK]);
    }

    pool.give(oneTooMany);

    for (int i = 0; i <= most; i++) {
      assertThat(pool.take(CHUNK)).isNotSameAs(oneTooMany);
    }
  }
}
