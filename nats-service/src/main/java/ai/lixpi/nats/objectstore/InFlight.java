package ai.lixpi.nats.objectstore;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * What is on its way in one direction, the young of it and the old, and how soon the server answers
 * at best. Not thread-safe.
 */
final class InFlight {
  /** A server that answers within this is as near as can be: it keeps a processor busy. */
  static final Duration QUICK = Duration.ofNanos(600_000);

  /** What is smaller says nothing of how long a chunk takes. */
  static final long FULL = 64 * 1024;

  /** Of so many answers, or up to twice as many, one has to be quick. */
  static final int LATELY = 8;

  /**
   * What a crowd may send, whatever the link, in bytes a microsecond, up to {@link
   * Turns#CROWD_BYTES} at a time: 128 MB in a second. Where a server takes less, what waits behind
   * each other would pass for a long link, on which more may be sent, and so for ever.
   */
  private static final long BYTES_PER_MICRO = 128;

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final LongSupplier clock;

  // Mutable state
  private final ArrayDeque<Grant> young = new ArrayDeque<>();
  private final ArrayDeque<Grant> old = new ArrayDeque<>();
  private long youngBytes;
  private long bytes;
  private long quickest = UNKNOWN;
  private long quickestLately = UNKNOWN;
  private long quickestBefore = UNKNOWN;
  private int answersLately;

  InFlight(LongSupplier clock) {
    this.clock = clock;
  }

  /** The link may be another one now. */
  void forgetLink() {
    quickest = UNKNOWN;
    quickestLately = UNKNOWN;
    quickestBefore = UNKNOWN;
    answersLately = 0;
  }

  /** Whether one of the last answers to something of a chunk's size was quick. */
  boolean isQuick() {
    return Math.min(quickestLately, quickestBefore) <= QUICK.toNanos();
  }

  boolean hasYoung() {
    return youngBytes > 0;
  }

  /** Whether so much more may go on its way where a crowd may have so much that is young. */
  boolean hasRoom(long more, long crowdBytes) {
    return (youngBytes == 0 || youngBytes + more <= crowdBytes)
        && (bytes == 0 || bytes + more <= Turns.MOST_BYTES);
  }

  /** What a crowd may have on its way here, that could have so much if the server were near. */
  long crowdBytes(long near) {
    return quickest == UNKNOWN
        ? near
        : Math.max(near, Math.min(Turns.CROWD_BYTES, quickest / 1_000 * BYTES_PER_MICRO));
  }

  Grant add(int messages, long bytesEach) {
    Grant grant = new Grant(clock.getAsLong(), messages, bytesEach);
    young.add(grant);
    youngBytes += grant.bytes();
    bytes += grant.bytes();
    return grant;
  }

  /** Some of a grant have arrived, at most all; returns how many. */
  int arrived(Grant grant, int messages) {
    int arrived = Math.min(messages, grant.toCome);
    grant.toCome -= arrived;
    if (arrived > 0) {
      answered(clock.getAsLong() - grant.since, arrived * grant.bytesEach);
    }
    end(grant, Math.min(arrived, grant.messages));
    return arrived;
  }

  private void answered(long nanos, long size) {
    quickest = Math.min(quickest, nanos);
    if (size >= FULL) {
      quickestLately = Math.min(quickestLately, nanos);
      if (++answersLately == LATELY) {
        quickestBefore = quickestLately;
        quickestLately = UNKNOWN;
        answersLately = 0;
      }
    }
  }

  void end(Grant grant) {
    end(grant, grant.messages);
  }

  private void end(Grant grant, int messages) {
    long ended = messages * grant.bytesEach;
    grant.messages -= messages;
    bytes -= ended;
    youngBytes -= grant.isOld ? 0 : ended;
  }

  void forgetOld() {
    long now = clock.getAsLong();
    long moment = Turns.MOMENT.toNanos() + (quickest == UNKNOWN ? 0 : 2 * quickest);
    for (Grant grant = young.peek();
        grant != null && (grant.messages == 0 || now - grant.since > moment);
        grant = young.peek()) {
      youngBytes -= grant.bytes();
      grant.isOld = true;
      young.remove();
      if (!grant.isTaken) {
        end(grant);
      } else if (grant.messages > 0) {
        old.add(grant);
      }
    }
    for (Grant grant = old.peek();
        grant != null && (grant.messages == 0 || now - grant.since > Turns.LOST.toNanos());
        grant = old.peek()) {
      end(grant);
      grant.toCome = 0;
      old.remove();
    }
  }

  /** Some messages that may go on their way together. */
  static final class Grant {
    final int granted;
    private final long since;
    private final long bytesEach;

    // Mutable state
    private int messages; // that count
    private int toCome; // also when they count no more
    private boolean isOld;

    /** Whether its member knows of it; what does not use its turn has nothing on its way. */
    boolean isTaken;

    private Grant(long since, int messages, long bytesEach) {
      this.since = since;
      this.granted = messages;
      this.messages = messages;
      this.toCome = messages;
      this.bytesEach = bytesEach;
    }

    boolean hasArrived() {
      return toCome == 0;
    }

    private long bytes() {
      return messages * bytesEach;
    }
  }
}
