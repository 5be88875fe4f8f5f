package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Transfers in both directions that do anything at random, and what must hold meanwhile. */
final class TurnsModel {
  private static final int CHUNK = 128 * 1024;
  private static final int[] SIZES = {CHUNK, CHUNK, CHUNK, CHUNK / 10, 3 * CHUNK};
  private static final int MOST = 6;

  private final int seed;
  private final Random random;
  private final List<List<Transfer>> transfers = List.of(new ArrayList<>(), new ArrayList<>());

  // Mutable state
  private long now;
  private int shared;
  private boolean bothHadTheirs = true;
  private final Turns turns = new Turns(CHUNK, 2 * CHUNK, true, () -> now);

  TurnsModel(int seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** A transfer, how much it has on its way, and whether it waits. */
  private static final class Transfer {
    final Turns.Member member;

    // Mutable state
    int onItsWay;
    boolean waits;

    Transfer(Turns.Member member) {
      this.member = member;
    }

    void take(int messages, int size) {
      int taken = member.take(messages, size);
      onItsWay += taken;
      waits = taken == 0;
    }

    void arrive(int messages) {
      onItsWay -= messages;
      member.arrived(messages);
    }

    void reset() {
      onItsWay = 0;
      waits &= !member.hasTurn(); // that is taken back
      member.reset();
    }
  }

  /** How many steps ended while both directions took one turn. */
  int shared() {
    return shared;
  }

  long waiting() {
    return all().stream().filter(transfer -> transfer.waits).count();
  }

  void step() {
    int which = random.nextInt(2);
    List<Transfer> among = transfers.get(which);
    int what = random.nextInt(100);
    if (what < 12 && among.size() < MOST) {
      Turns.Direction direction = which == 0 ? turns.uploads() : turns.downloads();
      among.add(new Transfer(direction.join(() -> {})));
    } else if (what < 30) {
      now += random.nextInt(what < 14 ? 20_000_000 : 500_000);
    } else if (!among.isEmpty()) {
      act(among, among.get(random.nextInt(among.size())), what);
    }
    check();
  }

  private void act(List<Transfer> among, Transfer transfer, int what) {
    if (what < 66) {
      transfer.take(what < 31 ? 100 : 1 + random.nextInt(2), SIZES[random.nextInt(SIZES.length)]);
    } else if (what < 95) {
      transfer.arrive(random.nextInt(transfer.onItsWay + 1));
    } else if (what < 97) {
      transfer.reset();
    } else {
      transfer.member.close();
      among.remove(transfer);
    }
  }

  /** Both may have something young on its way only where both had it before they shared a turn. */
  private void check() {
    boolean bothHave = turns.uploads().inFlight.hasYoung() && turns.downloads().inFlight.hasYoung();
    if (turns.isShared()) {
      shared++;
      if (bothHave && !bothHadTheirs) {
        fail("both have the turn, seed %d", seed);
      }
      bothHadTheirs = bothHave;
    } else {
      bothHadTheirs = true;
    }
  }

  /** All that is on its way arrives, and no time goes by: each wakes the next. */
  void arriveAll() {
    for (int i = 0; i <= 2 * MOST; i++) {
      for (Transfer transfer : all()) {
        if (transfer.waits && transfer.member.hasTurn()) {
          transfer.take(1, CHUNK);
        }
        transfer.arrive(transfer.onItsWay);
        check();
      }
    }
  }

  /** Nothing arrives any more, so that all is lost, and those who wait ask again and again. */
  void waitLong() {
    long end = now + 2 * MOST * Turns.LOST.toNanos();
    for (; waiting() > 0 && now < end; now += Turns.GLANCE.toNanos()) {
      for (Transfer transfer : all()) {
        if (transfer.waits) {
          transfer.take(1, CHUNK);
        }
        check();
      }
    }
  }

  private List<Transfer> all() {
    List<Transfer> all = new ArrayList<>(transfers.get(0));
    all.addAll(transfers.get(1));
    return all;
  }
}
