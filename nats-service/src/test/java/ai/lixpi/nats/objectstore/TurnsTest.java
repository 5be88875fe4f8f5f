package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** L5: whose chunk is next. */
class TurnsTest {
  private static final int CHUNK = 128 * 1024;
  private static final int FIT = 4;

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final Turns.Direction turns =
      new Turns((long) FIT * CHUNK, (long) FIT * CHUNK, true, clock::get).uploads();
  private final List<Integer> woken = new ArrayList<>();

  private List<Turns.Member> members(int count) {
    return IntStream.range(0, count).mapToObj(i -> turns.join(() -> woken.add(i))).toList();
  }

  private void pass(long nanos) {
    clock.addAndGet(nanos);
  }

  @Test
  void twoHaveAllThatTheyCanUse() {
    for (Turns.Member member : members(2)) {
      assertThat(member.isInCrowd()).isFalse();
      assertThat(member.part(100)).isEqualTo(100);
      assertThat(member.take(1_000, CHUNK)).isPositive();
    }
  }

  @Test
  void aCrowdHasLittleOnItsWayAndEachIsServedInItsOrder() {
    List<Turns.Member> members = members(FIT + 3);
    for (int i = 0; i < FIT; i++) {
      assertThat(members.get(i).take(1, CHUNK)).isPositive();
    }
    for (int i = FIT; i < FIT + 3; i++) {
      assertThat(members.get(i).take(1, CHUNK)).isZero();
      assertThat(members.get(i).take(1, CHUNK)).as("it waits once").isZero();
    }
    assertThat(members.get(0).take(1, CHUNK)).as("behind those who wait").isZero();

    members.get(2).arrived(1);
    members.get(1).arrived(1);

    assertThat(woken).containsExactly(FIT, FIT + 1);
    assertThat(members.get(FIT).hasTurn()).isTrue();
    assertThat(members.get(FIT).take(1, CHUNK)).isPositive();
    assertThat(members.get(FIT).take(1, CHUNK)).as("each turn is told once").isZero();
    assertThat(members.get(FIT + 2).take(1, CHUNK)).isZero();
  }

  @Test
  void whoGoesLeavesItsPlaceWhetherItWaitsOrHasSomethingOnItsWay() {
    List<Turns.Member> members = members(FIT + 4);
    members.get(0).take(FIT, CHUNK);
    for (int i = 1; i <= 3; i++) {
      assertThat(members.get(i).take(1, CHUNK)).isZero();
    }
    members.get(1).close();
    assertThat(woken).isEmpty();

    members.get(0).close();

    assertThat(woken).containsExactly(2, 3);
  }

  @Test
  void whatHasTheTurnWithoutUsingItHoldsNobodyUpForLong() {
    List<Turns.Member> members = members(4);
    members.get(0).take(FIT, CHUNK);
    members.get(1).take(FIT, CHUNK);
    members.get(2).take(1, CHUNK);
    members.get(0).arrived(FIT);
    assertThat(woken).as("the turn is given, whether it is used or not").containsExactly(1);

    pass(Turns.MOMENT.toNanos() + 1);

    assertThat(members.get(3).take(1, CHUNK)).isPositive();
    assertThat(woken).startsWith(1, 2);
  }

  @Test
  void whatIsSlowLeavesItsPlaceUpToALimit() {
    int most = (int) (Turns.MOST_BYTES / CHUNK);
    List<Turns.Member> members = members(most + 1);
    for (int i = 0; i < most; i++) {
      if (i % FIT == 0) {
        pass(Turns.MOMENT.toNanos() + 1);
      }
      assertThat(members.get(i).take(1, CHUNK)).isPositive();
    }
    Turns.Member last = members.get(most);
    pass(Turns.MOMENT.toNanos() + 1);
    assertThat(last.take(1, CHUNK)).isZero();

    members.get(0).arrived(1); // which was slow

    assertThat(last.take(1, CHUNK)).isPositive();
  }

  @Test
  void whatHasTheTurnWithoutUsingItTakesNothingOfTheLimit() {
    int most = (int) (Turns.MOST_BYTES / CHUNK);
    List<Turns.Member> members = members(most + 2);
    members.get(0).take(FIT, CHUNK);
    for (int i = 1; i <= most; i++) {
      assertThat(members.get(i).take(1, CHUNK)).isZero();
    }
    members.get(0).arrived(FIT);
    for (int i = 0; i < most; i++) { // each gets its turn, and nobody uses it
      pass(Turns.MOMENT.toNanos() + 1);
      members.get(0).arrived(0);
    }
    assertThat(woken).hasSize(most);

    pass(Turns.MOMENT.toNanos() + 1);
    assertThat(members.get(most + 1).take(1, CHUNK)).isEqualTo(1);
    assertThat(members.get(1).take(1, CHUNK)).as("it has its turn all the same").isEqualTo(1);
  }

  @Test
  void whatIsLostOnItsWayLeavesItsPlace() {
    int most = (int) (Turns.MOST_BYTES / CHUNK);
    List<Turns.Member> members = members(3);
    members.get(0).take(1, CHUNK);
    members.get(0).arrived(1);
    for (int i = 0; i < most; i += FIT) {
      assertThat(members.get(0).take(FIT, CHUNK)).isEqualTo(FIT);
      pass(Turns.MOMENT.toNanos() + 1);
    }
    assertThat(members.get(1).take(1, CHUNK)).isZero();

    pass(Turns.LOST.toNanos());

    assertThat(members.get(1).take(1, CHUNK)).isEqualTo(1);
    members.get(0).arrived(most); // after all
    assertThat(members.get(2).take(most, CHUNK)).as("counted once").isZero();
  }

  @Test
  void aTurnIsForAsManyAsWereWantedWhenTheWaitBegan() {
    List<Turns.Member> members = members(3);
    members.get(0).take(FIT, CHUNK);
    assertThat(members.get(1).take(3, CHUNK)).isZero();
    members.get(0).arrived(FIT);

    assertThat(members.get(1).take(1, CHUNK)).isEqualTo(3);
    assertThat(members.get(2).take(2, CHUNK)).isZero();
    members.get(1).arrived(1);
    assertThat(members.get(2).take(1, CHUNK)).isEqualTo(2);
  }

  @Test
  void aMemberThatIsClosedTwiceGoesOnceAndIsCountedNoMore() {
    List<Turns.Member> members = members(4);
    members.get(0).close();
    members.get(0).close();
    assertThat(members.get(0).take(FIT, CHUNK)).isEqualTo(FIT);

    assertThat(members.get(1).take(FIT, CHUNK)).isEqualTo(FIT);
    assertThat(members.get(2).take(1, CHUNK)).as("three are a crowd").isZero();
  }

  @Test
  void whatComesOfATurnThatWasUsedLateIsNotTakenForWhatComesNext() {
    List<Turns.Member> members = members(3);
    members.get(0).take(FIT, CHUNK);
    members.get(1).take(1, CHUNK);
    members.get(0).arrived(FIT);
    pass(Turns.MOMENT.toNanos() + 1);
    members.get(0).arrived(0); // which lets the turn expire
    assertThat(members.get(1).take(1, CHUNK)).isPositive();
    assertThat(members.get(1).take(FIT, CHUNK)).isPositive();

    members.get(1).arrived(1);

    assertThat(members.get(2).take(1, CHUNK)).isZero();
  }

  @Test
  void aResetTakesBackATurnThatWasNotUsed() {
    List<Turns.Member> members = members(3);
    members.get(0).take(FIT, CHUNK);
    members.get(1).take(FIT, CHUNK);
    members.get(0).arrived(FIT);
    assertThat(members.get(1).hasTurn()).isTrue();

    members.get(1).reset();

    assertThat(members.get(1).hasTurn()).isFalse();
    assertThat(members.get(2).take(FIT, CHUNK)).isEqualTo(FIT);
  }

  @Test
  void aLongLinkHasMoreOnItsWay() {
    List<Turns.Member> members = members(5);
    members.get(0).take(FIT, CHUNK);
    pass(8_000_000); // eight milliseconds at 128 MB/s: eight chunks, not quite
    members.get(0).arrived(FIT);
    pass(1_000_000_000);

    for (int i = 0; i < 7; i++) {
      assertThat(members.get(i % 4).take(1, CHUNK)).isPositive();
    }
    assertThat(members.get(4).take(1, CHUNK)).isZero();
    pass(Turns.MOMENT.toNanos());
    assertThat(members.get(4).take(1, CHUNK)).as("answers take longer here").isZero();
    assertThat(woken).isEmpty();
  }

  @Test
  void theLongestLinkHasWhatTwoTransfersHave() {
    List<Turns.Member> members = members(3);
    members.get(0).take(1, CHUNK);
    pass(1_000_000_000);
    members.get(0).arrived(1);
    members.get(0).take((int) (Turns.CROWD_BYTES / CHUNK), CHUNK);

    assertThat(members.get(1).take(1, CHUNK)).isZero();
  }

  @Test
  void whatWasSaidOfALinkIsForgottenWhenNobodyUsesIt() {
    List<Turns.Member> members = members(3);
    members.get(0).take(1, CHUNK);
    pass(1_000_000_000);
    members.get(0).arrived(1);
    members.forEach(Turns.Member::close);
    List<Turns.Member> later = members(3);
    later.get(0).take(FIT, CHUNK);

    assertThat(later.get(1).take(1, CHUNK)).isZero();
  }

  @Test
  void aLateArrivalIsNotCountedTwice() {
    List<Turns.Member> members = members(3);
    Turns.Member slow = members.get(0);
    slow.take(1, CHUNK);
    slow.arrived(1); // at once, so that this is no long link
    slow.take(FIT, CHUNK);
    pass(Turns.MOMENT.toNanos() + 1);
    assertThat(members.get(1).take(FIT, CHUNK)).isPositive();
    slow.arrived(FIT);
    slow.arrived(1); // that it never asked for

    assertThat(members.get(2).take(1, CHUNK)).isZero();
  }

  @Test
  void moreThanACrowdMayHaveGoesAlone() {
    List<Turns.Member> members = members(3);
    assertThat(members.get(0).take(1, CHUNK)).isPositive();
    assertThat(members.get(1).take(1, Turns.MOST_BYTES * 2)).isZero();
    members.get(0).arrived(1);

    assertThat(members.get(1).take(1, Turns.MOST_BYTES * 2)).isPositive();
    assertThat(members.get(2).take(1, 1)).isZero();
    members.get(1).reset();
    assertThat(members.get(2).take(1, 1)).isPositive();
  }

  @Test
  void aSmallOneDoesNotGoBeforeALargeOneThatWaits() {
    List<Turns.Member> members = members(3);
    members.get(0).take(2, CHUNK);
    assertThat(members.get(1).take(3, CHUNK)).isZero();

    assertThat(members.get(2).take(1, CHUNK)).isZero();
  }

  @Test
  void aTurnThatSomebodyWaitedForCountsLikeAnyOther() {
    List<Turns.Member> members = members(3);
    members.get(0).take(1, CHUNK);
    assertThat(members.get(1).take(1, Turns.MOST_BYTES)).isZero();
    members.get(0).arrived(1);
    assertThat(members.get(1).take(1, Turns.MOST_BYTES)).isPositive();
    pass(Turns.MOMENT.toNanos() + 1);

    assertThat(members.get(2).take(1, 1)).isZero();
  }
}
