package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** L5: whose chunk is next where uploads and downloads share one turn. */
class SharedTurnsTest {
  private static final int CHUNK = 128 * 1024;
  private static final int UP = 10;
  private static final int DOWN = 20;
  private static final long QUICK = InFlight.QUICK.toNanos();

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final Turns both = new Turns(CHUNK, 2 * CHUNK, true, clock::get);
  private final List<Integer> woken = new ArrayList<>();

  /** Three or more, whose wakes are told with these numbers, and a server that answers so soon. */
  private List<Turns.Member> crowd(Turns.Direction direction, int number, long answer) {
    List<Turns.Member> members =
        IntStream.range(number, number + 4)
            .mapToObj(i -> direction.join(() -> woken.add(i)))
            .toList();
    members.get(0).take(1, CHUNK);
    pass(answer);
    members.get(0).arrived(1);
    return members;
  }

  private void pass(long nanos) {
    clock.addAndGet(nanos);
  }

  @Test
  void twoQuickCrowdsShareOneTurnAndAlternate() {
    List<Turns.Member> up = crowd(both.uploads(), UP, QUICK);
    List<Turns.Member> down = crowd(both.downloads(), DOWN, QUICK);
    assertThat(up.get(0).take(1, CHUNK)).isPositive();
    assertThat(up.get(1).take(1, CHUNK)).isZero();
    assertThat(up.get(2).take(1, CHUNK)).isZero();
    assertThat(down.get(0).take(1, CHUNK)).isZero();
    assertThat(down.get(1).take(1, CHUNK)).isZero();

    up.get(0).arrived(1);
    assertThat(woken).as("one at a time, of the others first").containsExactly(DOWN);
    down.get(0).arrived(1);
    up.get(1).arrived(1);
    down.get(1).arrived(1);

    assertThat(woken).containsExactly(DOWN, UP + 1, DOWN + 1, UP + 2);
  }

  @Test
  void whereNobodyWaitsInTheOtherDirectionOneAfterTheOtherIsServed() {
    List<Turns.Member> up = crowd(both.uploads(), UP, QUICK);
    List<Turns.Member> down = crowd(both.downloads(), DOWN, QUICK);
    for (Turns.Member member : down) {
      assertThat(member.take(1, CHUNK)).isPositive();
      member.arrived(1);
    }
    assertThat(down.get(0).take(1, CHUNK)).isPositive();
    assertThat(down.get(1).take(1, CHUNK)).as("the smaller share counts").isZero();
    down.get(0).arrived(1);
    assertThat(woken).containsExactly(DOWN + 1);
    assertThat(up.get(0).take(1, CHUNK)).isZero();
  }

  @Test
  void smallChunksOfOneDirectionDoNotStarveTheOther() {
    List<Turns.Member> up = crowd(both.uploads(), UP, 0);
    List<Turns.Member> down = crowd(both.downloads(), DOWN, 0);
    assertThat(up.get(0).take(1, 10)).isPositive();
    assertThat(up.get(1).take(1, 10)).as("nobody waits").isPositive();
    assertThat(down.get(0).take(1, CHUNK)).isZero();
    assertThat(up.get(2).take(1, 10)).as("now somebody does").isZero();

    up.get(0).arrived(1);
    assertThat(woken).isEmpty();
    up.get(1).arrived(1);

    assertThat(woken).containsExactly(DOWN);
  }

  @Test
  void aSlowDirectionHoldsTheOtherOneUpInNoWay() {
    List<Turns.Member> up = crowd(both.uploads(), UP, QUICK + 1);
    List<Turns.Member> down = crowd(both.downloads(), DOWN, 0);

    assertThat(up.get(0).take(1, CHUNK)).isPositive();
    assertThat(down.get(0).take(1, CHUNK)).isPositive();
    assertThat(down.get(1).take(1, CHUNK)).isPositive();
    assertThat(up.get(1).take(1, CHUNK)).isZero();
    assertThat(down.get(2).take(1, CHUNK)).isZero();
    down.get(0).arrived(1);
    assertThat(woken).containsExactly(DOWN + 2);
  }

  @Test
  void aDirectionThatHasBecomeSlowHoldsTheOtherOneUpNoMore() {
    List<Turns.Member> up = crowd(both.uploads(), UP, QUICK);
    List<Turns.Member> down = crowd(both.downloads(), DOWN, QUICK);
    assertThat(up.get(0).take(1, CHUNK)).isPositive();
    assertThat(down.get(0).take(1, CHUNK)).isZero();
    up.get(0).arrived(1);
    down.get(0).arrived(1);

    for (int i = 0; i < 2 * InFlight.LATELY; i++) {
      assertThat(up.get(0).take(1, CHUNK)).isPositive();
      pass(QUICK + 1);
      up.get(0).arrived(1);
    }

    assertThat(up.get(0).take(1, CHUNK)).isPositive();
    assertThat(down.get(1).take(1, CHUNK)).isPositive();
  }

  @Test
  void smallMessagesSayNothingOfHowLongAChunkTakes() {
    List<Turns.Member> up = crowd(both.uploads(), UP, QUICK + 1);
    List<Turns.Member> down = crowd(both.downloads(), DOWN, 0);
    up.get(0).take(1, 10);
    up.get(0).arrived(1);

    assertThat(up.get(0).take(1, CHUNK)).isPositive();
    assertThat(down.get(0).take(1, CHUNK)).isPositive();
  }

  @Test
  void twoHaveAllThatTheyCanUseBesideACrowdInTheOtherDirection() {
    List<Turns.Member> up = crowd(both.uploads(), UP, 0);
    List<Turns.Member> down = crowd(both.downloads(), DOWN, 0);
    up.get(0).take(1, 10);
    assertThat(down.get(0).take(1_000, CHUNK)).isZero();
    assertThat(up.get(1).take(1, 10)).isZero();
    down.get(3).close();
    assertThat(woken).isEmpty();

    down.get(2).close();

    assertThat(woken).as("these are no crowd any more").containsExactlyInAnyOrder(UP + 1, DOWN);
    assertThat(down.get(1).take(1_000, CHUNK)).isPositive();
    assertThat(down.get(1).part(100)).isEqualTo(100);
    assertThat(up.get(2).take(1, 10)).isPositive();
  }

  @Test
  void whereThereAreProcessorsEnoughNothingIsShared() {
    Turns apart = new Turns(CHUNK, 2 * CHUNK, false, clock::get);
    List<Turns.Member> up = crowd(apart.uploads(), UP, 0);
    List<Turns.Member> down = crowd(apart.downloads(), DOWN, 0);

    assertThat(up.get(0).take(1, CHUNK)).isPositive();
    assertThat(down.get(0).take(1, CHUNK)).isPositive();
    assertThat(down.get(1).take(1, CHUNK)).isPositive();
  }

  @Test
  void whatIsOnItsWayForLongHoldsTheOtherDirectionUpNoMore() {
    List<Turns.Member> up = crowd(both.uploads(), UP, 0);
    List<Turns.Member> down = crowd(both.downloads(), DOWN, 0);
    up.get(0).take(1, CHUNK);
    assertThat(down.get(0).take(1, CHUNK)).isZero();
    assertThat(up.get(1).take(1, CHUNK)).isZero();

    pass(Turns.MOMENT.toNanos() + 1);
    assertThat(up.get(1).take(1, CHUNK)).isZero();
    assertThat(woken).as("who asks again serves both directions").containsExactly(DOWN);

    pass(Turns.MOMENT.toNanos() + 1); // and nobody has used that turn
    assertThat(up.get(1).take(1, CHUNK)).isPositive();
    pass(Turns.MOMENT.toNanos() + 1);
    assertThat(down.get(1).take(1, CHUNK)).as("at once").isPositive();
    assertThat(woken).containsExactly(DOWN, UP + 1);
  }

  @Test
  void whoWaitsForWhatIsOldHoldsTheOtherDirectionUpInNoWay() {
    List<Turns.Member> up = crowd(both.uploads(), UP, 0);
    List<Turns.Member> down = crowd(both.downloads(), DOWN, 0);
    down.get(0).take(1, Turns.MOST_BYTES);
    pass(Turns.MOMENT.toNanos() + 1);
    assertThat(down.get(1).take(1, CHUNK)).isZero();

    for (Turns.Member member : up) {
      assertThat(member.take(1, 10)).isPositive();
    }
  }

  @Test
  void aResetOrACloseServesTheOtherDirection() {
    List<Turns.Member> up = crowd(both.uploads(), UP, 0);
    List<Turns.Member> down = crowd(both.downloads(), DOWN, 0);
    up.get(0).take(1, CHUNK);
    down.get(0).take(1, CHUNK);
    up.get(1).take(1, CHUNK);

    up.get(0).reset();
    assertThat(woken).containsExactly(DOWN);
    down.get(0).close();
    assertThat(woken).containsExactly(DOWN, UP + 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nobodyWaitsForEverWhateverHappens(boolean arrives) {
    int shared = 0;
    for (int seed = 0; seed < 200; seed++) {
      TurnsModel model = new TurnsModel(seed);
      for (int step = 0; step < 500; step++) {
        model.step();
      }
      shared += model.shared();
      if (arrives) {
        model.arriveAll();
      } else {
        model.waitLong();
      }
      assertThat(model.waiting()).as("seed %d", seed).isZero();
    }
    assertThat(shared).as("steps beside which the turn was shared").isGreaterThan(10_000);
  }
}
