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
  private final Turns turns = new Turns((long) FIT * CHUNK, clock::get);
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
      assertThat(member.take(1_000, CHUNK)).isTrue();
    }
  }

  @Test
  void aCrowdHasLittleOnItsWayAndEachIsServedInItsOrder() {
    List<Turns.Member> members = members(FIT + 3);
    for (int i = 0; i < FIT; i++) {
      assertThat(members.get(i).take(1, CHUNK)).isTrue();
    }
    for (int i = FIT; i < FIT + 3; i++) {
      assertThat(members.get(i).take(1, CHUNK)).isFalse();
      assertThat(members.get(i).take(1, CHUNK)).as("it waits once").isFalse();
    }
    assertThat(members.get(0).take(1, CHUNK)).as("behind those who wait").isFalse();

    members.get(2).arrived(1);
    members.get(1).arrived(1);

    assertThat(woken).containsExactly(FIT, FIT + 1);
    assertThat(members.get(FIT).hasTurn()).isTrue();
    assertThat(members.get(FIT).take(1, CHUNK)).isTrue();
    assertThat(members.get(FIT).take(1, CHUNK)).as("each turn is told once").isFalse();
    assertThat(members.get(FIT + 2).take(1, CHUNK)).isFalse();
  }

  @Test
  void whoGoesLeavesItsPlaceWhetherItWaitsOrHasSomethingOnItsWay() {
    List<Turns.Member> members = members(FIT + 4);
    members.get(0).take(FIT, CHUNK);
    for (int i = 1; i <= 3; i++) {
      assertThat(members.get(i).take(1, CHUNK)).isFalse();
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

    assertThat(members.get(3).take(1, CHUNK)).isTrue();
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
      assertThat(members.get(i).take(1, CHUNK)).isTrue();
    }
    Turns.Member last = members.get(most);
    pass(Turns.MOMENT.toNanos() + 1);
    assertThat(last.take(1, CHUNK)).isFalse();

    members.get(0).arrived(1); // which was slow

    assertThat(last.take(1, CHUNK)).isTrue();
  }

  @Test
  void aLongLinkHasMoreOnItsWay() {
    List<Turns.Member> members = members(5);
    members.get(0).take(FIT, CHUNK);
    pass(2_000_000); // two milliseconds at 512 MB/s: eight chunks, not quite
    members.get(0).arrived(FIT);
    pass(1_000_000_000);

    for (int i = 0; i < 7; i++) {
      assertThat(members.get(i % 4).take(1, CHUNK)).isTrue();
    }
    assertThat(members.get(4).take(1, CHUNK)).isFalse();
    pass(Turns.MOMENT.toNanos());
    assertThat(members.get(4).take(1, CHUNK)).as("answers take longer here").isFalse();
    assertThat(woken).isEmpty();
  }

  @Test
  void theLongestLinkHasWhatTwoTransfersHave() {
    List<Turns.Member> members = members(3);
    members.get(0).take(1, CHUNK);
    pass(1_000_000_000);
    members.get(0).arrived(1);
    members.get(0).take((int) (Turns.CROWD_BYTES / CHUNK), CHUNK);

    assertThat(members.get(1).take(1, CHUNK)).isFalse();
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

    assertThat(later.get(1).take(1, CHUNK)).isFalse();
  }

  @Test
  void aLateArrivalIsNotCountedTwice() {
    List<Turns.Member> members = members(3);
    Turns.Member slow = members.get(0);
    slow.take(1, CHUNK);
    slow.arrived(1); // at once, so that this is no long link
    slow.take(FIT, CHUNK);
    pass(Turns.MOMENT.toNanos() + 1);
    assertThat(members.get(1).take(FIT, CHUNK)).isTrue();
    slow.arrived(FIT);
    slow.arrived(1); // that it never asked for

    assertThat(members.get(2).take(1, CHUNK)).isFalse();
  }

  @Test
  void moreThanACrowdMayHaveGoesAlone() {
    List<Turns.Member> members = members(3);
    assertThat(members.get(0).take(1, CHUNK)).isTrue();
    assertThat(members.get(1).take(1, Turns.MOST_BYTES * 2)).isFalse();
    members.get(0).arrived(1);

    assertThat(members.get(1).take(1, Turns.MOST_BYTES * 2)).isTrue();
    assertThat(members.get(2).take(1, 1)).isFalse();
    members.get(1).reset();
    assertThat(members.get(2).take(1, 1)).isTrue();
  }
}
