package ai.lixpi.nats.objectstore;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose chunks go on their way next, among the transfers of a service in one direction: so that
 * other messages on the connection stand behind a few chunks, not behind some of each transfer. One
 * or two transfers have all that they can use. Thread-safe; calls wake members without a lock.
 *
 * <p>How little that is depends on how soon the server answers: on a long link more has to be on
 * its way for the same rate. What is on its way for much longer is held up by the server, not by
 * what was sent before: it leaves its place to others, up to a limit at which servers would cut the
 * connection. A turn that is not used at once, by a reader that its user lets wait, counts no more.
 */
final class Turns {
  /** How long somebody whose turn it is not may wait before asking again. */
  static final Duration GLANCE = Duration.ofMillis(50);

  static final Duration MOMENT = Duration.ofMillis(5);

  /** After this nobody believes any more that it is on its way. */
  static final Duration LOST = Duration.ofSeconds(5);

  static final long CROWD_BYTES = 4L * 1024 * 1024;
  static final long MOST_BYTES = 16L * 1024 * 1024;
  private static final int FEW = 2;

  /** What a crowd may send at least, whatever the link: 512 MB in a second. */
  private static final long BYTES_PER_MICRO = 512;

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final long crowdBytes;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state, under the lock
  private final ArrayDeque<Grant> young = new ArrayDeque<>();
  private final ArrayDeque<Grant> old = new ArrayDeque<>();
  private final ArrayDeque<Member> waiting = new ArrayDeque<>();
  private int members;
  private long youngBytes;
  private long bytes;
  private long quickest = UNKNOWN;

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
  Member join(Runnable wake) {
    lock.lock();
    try {
      if (members++ == 0) {
        quickest = UNKNOWN; // the link may be another one now
      }
      return new Member(wake);
    } finally {
      lock.unlock();
    }
  }

  /** Makes a change, gives turns to those who wait, and wakes them. */
  private int change(IntSupplier change) {
    List<Runnable> served = new ArrayList<>();
    int result;
    lock.lock();
    try {
      result = change.getAsInt();
      serve(served);
    } finally {
      lock.unlock();
    }
    served.forEach(Runnable::run);
    return result;
  }

  private void serve(List<Runnable> served) {
    forgetOld();
    for (Member next = waiting.peek();
        next != null && fits(next.wanted * next.bytesEach);
        next = waiting.peek()) {
      waiting.remove();
      next.given = next.grant(next.wanted, next.bytesEach);
      next.isWaiting = false;
      served.add(next.wake);
    }
  }

  private void forgetOld() {
    long now = clock.getAsLong();
    long moment = MOMENT.toNanos() + (quickest == UNKNOWN ? 0 : 2 * quickest);
    for (Grant grant = young.peek();
        grant != null && (grant.messages == 0 || now - grant.since > moment);
        grant = young.peek()) {
      youngBytes -= grant.bytes();
      grant.isOld = true;
      young.remove();
      if (grant.member.given == grant) {
        end(grant, grant.messages);
      } else if (grant.messages > 0) {
        old.add(grant);
      }
    }
    for (Grant grant = old.peek();
        grant != null && (grant.messages == 0 || now - grant.since > LOST.toNanos());
        grant = old.peek()) {
      end(grant, grant.messages);
      old.remove();
    }
  }

  private boolean fits(long more) {
    return members <= FEW
        || ((youngBytes == 0 || youngBytes + more <= crowdBytes())
            && (bytes == 0 || bytes + more <= MOST_BYTES));
  }

  private long crowdBytes() {
    return quickest == UNKNOWN
        ? crowdBytes
        : Math.max(crowdBytes, Math.min(CROWD_BYTES, quickest / 1_000 * BYTES_PER_MICRO));
  }

  private void end(Grant grant, int messages) {
    long ended = messages * grant.bytesEach;
    grant.messages -= messages;
    bytes -= ended;
    youngBytes -= grant.isOld ? 0 : ended;
  }

  private static final class Grant {
    final Member member;
    final long since;
    final int granted;
    final long bytesEach;

    // Mutable state
    int messages;
    boolean isOld;

    Grant(Member member, long since, int messages, long bytesEach) {
      this.member = member;
      this.since = since;
      this.granted = messages;
      this.messages = messages;
      this.bytesEach = bytesEach;
    }

    long bytes() {
      return messages * bytesEach;
    }
  }

  /** One transfer. */
  final class Member implements AutoCloseable {
    private final Runnable wake;

    // Mutable state, under the lock of the turns
    private final ArrayDeque<Grant> grants = new ArrayDeque<>();
    private int wanted;
    private long bytesEach;
    private boolean isWaiting;
    private boolean isClosed;
    private @Nullable Grant given;

    private Member(Runnable wake) {
      this.wake = wake;
    }

    /** Its part of something that two may use in full: no more may be on its way. */
    long part(long full) {
      lock.lock();
      try {
        return full * FEW / Math.max(FEW, members);
      } finally {
        lock.unlock();
      }
    }

    /** Whether there are others enough that it should ask for little at a time. */
    boolean isInCrowd() {
      lock.lock();
      try {
        return members > FEW;
      } finally {
        lock.unlock();
      }
    }

    /** Whether it has got the turn for which it waited. */
    boolean hasTurn() {
      lock.lock();
      try {
        return given != null;
      } finally {
        lock.unlock();
      }
    }

    /**
     * Takes the turn for some messages; returns for how many. That is none when it has to wait:
     * then it is woken when it has the turn, which this tells the next time, for as many as were
     * wanted then; it should look again after a {@link #GLANCE}.
     */
    int take(int messages, long size) {
      int taken = change(() -> takeOrWait(messages, size));
      return taken == 0 && hasTurn() ? change(this::takeGiven) : taken;
    }

    private int takeOrWait(int messages, long size) {
      if (isClosed) {
        return messages; // and nobody counts it
      }
      if (given != null || isWaiting) {
        return takeGiven();
      }
      forgetOld();
      if (waiting.isEmpty() && fits(messages * size)) {
        return grant(messages, size).granted;
      }
      wanted = messages;
      bytesEach = size;
      isWaiting = true;
      waiting.add(this);
      return 0;
    }

    private int takeGiven() {
      int taken = given == null ? 0 : given.granted;
      given = null;
      return taken;
    }

    private Grant grant(int messages, long size) {
      Grant grant = new Grant(this, clock.getAsLong(), messages, size);
      grants.add(grant);
      young.add(grant);
      youngBytes += grant.bytes();
      bytes += grant.bytes();
      return grant;
    }

    /** Some messages are no longer on their way. */
    void arrived(int messages) {
      change(
          () -> {
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
            return left;
          });
    }

    /** Nothing is on its way any more. */
    void reset() {
      change(this::endAll);
    }

    private int endAll() {
      grants.forEach(grant -> end(grant, grant.messages));
      grants.clear();
      given = null;
      return 0;
    }

    @Override
    public void close() {
      change(
          () -> {
            members -= isClosed ? 0 : 1;
            isClosed = true;
            waiting.remove(this);
            return endAll();
          });
    }
  }
}
