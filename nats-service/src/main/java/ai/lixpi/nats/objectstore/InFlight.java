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

  /**
   * What a crowd may send at least, whatever the link: 128 MB in a second. Less than nearly any
   * server takes: else what waits behind each other would pass for a long link, on which more may
   * be sent, and so for ever.
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

  InFlight(LongSupplier clock) {
    this.clock = clock;
  }

  /** The link may be another one now. */
  void forgetLink() {
    quickest = UNKNOWN;
  }

  boolean isQuick() {
    return quickest <= QUICK.toNanos();
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
    quickest = Math.min(quickest, clock.getAsLong() - grant.since);
    int ended = Math.min(messages, grant.messages);
    end(grant, ended);
    return ended;
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
      old.remove();
    }
  }

  /** Some messages that may go on their way together. */
  static final class Grant {
    final int granted;
    private final long since;
    private final long bytesEach;

    // Mutable state
    private int messages;
    private boolean isOld;

    /** Whether its member knows of it; what does not use its turn has nothing on its way. */
    boolean isTaken;

    private Grant(long since, int messages, long bytesEach) {
      this.since = since;
      this.granted = messages;
      this.messages = messages;
      this.bytesEach = bytesEach;
    }

    boolean hasEnded() {
      return messages == 0;
    }

    private long bytes() {
      return messages * bytesEach;
    }
  }
}
