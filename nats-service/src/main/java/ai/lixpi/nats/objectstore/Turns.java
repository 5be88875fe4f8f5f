package ai.lixpi.nats.objectstore;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Whose chunks go on their way next, among the transfers of a service in one direction: so that
 * other messages on the connection stand behind a few chunks, not behind some of each transfer. One
 * or two transfers have all that they can use. Thread-safe; calls wake members without a lock.
 *
 * <p>How little that is depends on how soon the server answers: on a long link more has to be on
 * its way for the same rate. What is on its way for much longer is held up by the server, not by
 * what was sent before: it leaves its place to others, up to a limit at which servers would cut the
 * connection.
 */
final class Turns {
  /** How long somebody whose turn it is not may wait before asking again. */
  static final Duration GLANCE = Duration.ofMillis(50);

  static final Duration MOMENT = Duration.ofMillis(10);
  static final long CROWD_BYTES = 4L * 1024 * 1024;
  static final long MOST_BYTES = 16L * 1024 * 1024;
  private static final int FEW = 2;

  /**
   * What a crowd sends at least, whatever the link: 512 bytes in a microsecond, 512 MB in a second.
   */
  private static final long BYTES_PER_MICRO = 512;

  private final long crowdBytes;
  private final LongSupplier clock;

  // Mutable state, under the lock of this
  private final ArrayDeque<Grant> young = new ArrayDeque<>();
  private final ArrayDeque<Member> waiting = new ArrayDeque<>();
  private int members;
  private long youngBytes;
  private long bytes;
  private long quickest = Long.MAX_VALUE;

  /**
   * Makes turns for one direction.
   *
   * @param crowdBytes what more than two transfers may have on their way, where the server answers
   *     at once
   */
  Turns(long crowdBytes) {
    this(crowdBytes, System::nanoTime);
  }

  Turns(long crowdBytes, LongSupplier clock) {
    this.crowdBytes = crowdBytes;
    this.clock = clock;
  }

  /**
   * A transfer begins.
   *
   * @param wake called when it is its turn after it had to wait; on any thread
   */
  synchronized Member join(Runnable wake) {
    if (members++ == 0) {
      quickest = Long.MAX_VALUE; // the link may be another one now
    }
    return new Member(wake);
  }

  private long crowdBytes() {
    return quickest == Long.MAX_VALUE
        ? crowdBytes
        : Math.max(crowdBytes, Math.min(CROWD_BYTES, quickest / 1_000 * BYTES_PER_MICRO));
  }

  private long moment() {
    return MOMENT.toNanos() + (quickest == Long.MAX_VALUE ? 0 : 2 * quickest);
  }

  private boolean fits(long more) {
    return members <= FEW
        || ((youngBytes == 0 || youngBytes + more <= crowdBytes())
            && (bytes == 0 || bytes + more <= MOST_BYTES));
  }

  private void forgetOld() {
    long now = clock.getAsLong();
    long moment = moment();
    for (Grant grant = young.peek();
        grant != null && (grant.messages == 0 || now - grant.since > moment);
        grant = young.peek()) {
      youngBytes -= grant.left();
      grant.isOld = true;
      young.remove();
    }
  }

  private void grant(Member member, int messages, long bytesEach) {
    Grant grant = new Grant(clock.getAsLong(), messages, bytesEach);
    member.grants.add(grant);
    young.add(grant);
    youngBytes += grant.left();
    bytes += grant.left();
  }

  private void end(Grant grant, int messages) {
    long ended = messages * grant.bytesEach;
    grant.messages -= messages;
    bytes -= ended;
    youngBytes -= grant.isOld ? 0 : ended;
  }

  /** Gives turns to those who wait, in their order; returns whom to wake. */
  private List<Runnable> serve() {
    forgetOld();
    List<Runnable> served = new ArrayList<>();
    for (Member next = waiting.peek();
        next != null && fits(next.wanted * next.bytesEach);
        next = waiting.peek()) {
      waiting.remove();
      grant(next, next.wanted, next.bytesEach);
      next.isWaiting = false;
      next.hasTurn = true;
      served.add(next.wake);
    }
    return served;
  }

  private static final class Grant {
    final long since;
    final long bytesEach;

    // Mutable state
    int messages;
    boolean isOld;

    Grant(long since, int messages, long bytesEach) {
      this.since = since;
      this.messages = messages;
      this.bytesEach = bytesEach;
    }

    long left() {
      return messages * bytesEach;
    }
  }

  /** One transfer. */
  final class Member implements AutoCloseable {
    private final Runnable wake;
    private final ArrayDeque<Grant> grants = new ArrayDeque<>();

    // Mutable state, under the lock of the turns
    private int wanted;
    private long bytesEach;
    private boolean isWaiting;
    private boolean hasTurn;

    private Member(Runnable wake) {
      this.wake = wake;
    }

    /** Its part of something that two may use in full: no more may be on its way. */
    long part(long full) {
      synchronized (Turns.this) {
        return full * FEW / Math.max(FEW, members);
      }
    }

    /** Whether there are others enough that it should ask for little at a time. */
    boolean isInCrowd() {
      synchronized (Turns.this) {
        return members > FEW;
      }
    }

    /**
     * Takes the turn for some messages. Returns false when it has to wait: then it is woken when it
     * has the turn, which this tells the next time, and should look again after a {@link #GLANCE}.
     */
    boolean take(int messages, long size) {
      List<Runnable> served;
      boolean taken;
      synchronized (Turns.this) {
        served = serve();
        taken = hasTurn;
        hasTurn = false;
        if (!taken && !isWaiting) {
          taken = waiting.isEmpty() && fits(messages * size);
          if (taken) {
            grant(this, messages, size);
          } else {
            wanted = messages;
            bytesEach = size;
            isWaiting = true;
            waiting.add(this);
          }
        }
      }
      served.forEach(Runnable::run);
      return taken;
    }

    /** Whether it has got the turn for which it waited. */
    boolean hasTurn() {
      synchronized (Turns.this) {
        return hasTurn;
      }
    }

    /** Some messages are no longer on their way. */
    void arrived(int messages) {
      List<Runnable> served;
      synchronized (Turns.this) {
        int left = messages;
        for (Grant grant = grants.peek(); grant != null && left > 0; grant = grants.peek()) {
          quickest = Math.min(quickest, clock.getAsLong() - grant.since);
          int ended = Math.min(left, grant.messages);
          end(grant, ended);
          left -= ended;
          if (grant.messages == 0) {
            grants.remove();
          }
        }
        served = serve();
      }
      served.forEach(Runnable::run);
    }

    /** Nothing is on its way any more. */
    void reset() {
      List<Runnable> served;
      synchronized (Turns.this) {
        grants.forEach(grant -> end(grant, grant.messages));
        grants.clear();
        served = serve();
      }
      served.forEach(Runnable::run);
    }

    @Override
    public void close() {
      synchronized (Turns.this) {
        members--;
        waiting.remove(this);
      }
      reset();
    }
  }
}
