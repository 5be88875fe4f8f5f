package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.objectstore.InFlight.Grant;
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
 *
 * <p>Where the JVM has one or two processors, uploads and downloads take one turn after the other
 * as long as there is a crowd in both directions and some of the last answers were quick in both.
 * Client and server, which may well be on the same machine, would otherwise keep all processors
 * busy, and other messages would wait for one. A direction in which answers take longer, or whose
 * readers take their turns late, leaves them idle anyhow; the other one does not wait for it.
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
  private static final int FEW_PROCESSORS = 2;

  private final boolean together;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Direction uploads;
  private final Direction downloads;

  // Mutable state, under the lock
  private Direction last; // that was served

  /**
   * Makes turns for both directions.
   *
   * @param uploadBytes what more than two uploads may have on their way, where the server answers
   *     at once
   * @param downloadBytes the same of downloads
   */
  Turns(long uploadBytes, long downloadBytes) {
    this(
        uploadBytes,
        downloadBytes,
        Runtime.getRuntime().availableProcessors() <= FEW_PROCESSORS,
        System::nanoTime);
  }

  /** Makes turns that crowds in both directions take together, or not. */
  Turns(long uploadBytes, long downloadBytes, boolean together, LongSupplier clock) {
    this.together = together;
    this.clock = clock;
    uploads = new Direction(uploadBytes);
    downloads = new Direction(downloadBytes);
    last = downloads;
  }

  Direction uploads() {
    return uploads;
  }

  Direction downloads() {
    return downloads;
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
    uploads.serve(served);
    downloads.serve(served);
  }

  private void forgetOld() {
    uploads.inFlight.forgetOld();
    downloads.inFlight.forgetOld();
  }

  /** Whether only one direction at a time may have something young on its way; under the lock. */
  boolean isShared() {
    return together && uploads.isQuickCrowd() && downloads.isQuickCrowd();
  }

  /** The transfers in one direction. */
  final class Direction {
    private final long crowdBytes;

    // Mutable state, under the lock of the turns
    final InFlight inFlight = new InFlight(clock);
    private final ArrayDeque<Member> waiting = new ArrayDeque<>();
    private int members;

    private Direction(long crowdBytes) {
      this.crowdBytes = crowdBytes;
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
          inFlight.forgetLink();
        }
        return new Member(this, wake);
      } finally {
        lock.unlock();
      }
    }

    private Direction other() {
      return this == uploads ? downloads : uploads;
    }

    private boolean isQuickCrowd() {
      return members > FEW && inFlight.isQuick();
    }

    private void serve(List<Runnable> served) {
      if (isOthersTurn()) {
        return;
      }
      for (Member next = waiting.peek();
          next != null && fits(next.wantedBytes());
          next = waiting.peek()) {
        waiting.remove();
        next.serve();
        served.add(next.wake);
      }
    }

    /** Whether somebody waits in the other direction only for what is on its way in this one. */
    private boolean isOthersTurn() {
      Member next = other().waiting.peek();
      return last == this
          && next != null
          && isShared()
          && other().inFlight.hasRoom(next.wantedBytes(), crowdBytes());
    }

    private boolean fits(long more) {
      return members <= FEW
          || (inFlight.hasRoom(more, crowdBytes()) && !(isShared() && other().inFlight.hasYoung()));
    }

    private long crowdBytes() {
      return isShared()
          ? Math.min(uploads.crowdBytes, downloads.crowdBytes)
          : inFlight.crowdBytes(crowdBytes);
    }

    private Grant grant(int messages, long bytesEach) {
      last = this;
      return inFlight.add(messages, bytesEach);
    }
  }

  /** One transfer. */
  final class Member implements AutoCloseable {
    private final Direction direction;
    private final Runnable wake;

    // Mutable state, under the lock of the turns
    private final ArrayDeque<Grant> grants = new ArrayDeque<>();
    private int wanted;
    private long bytesEach;
    private boolean isWaiting;
    private boolean isClosed;
    private @Nullable Grant given;

    private Member(Direction direction, Runnable wake) {
      this.direction = direction;
      this.wake = wake;
    }

    /** Its part of something that two may use in full: no more may be on its way. */
    long part(long full) {
      lock.lock();
      try {
        return full * FEW / Math.max(FEW, direction.members);
      } finally {
        lock.unlock();
      }
    }

    /** Whether there are others enough that it should ask for little at a time. */
    boolean isInCrowd() {
      lock.lock();
      try {
        return direction.members > FEW;
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
      wanted = messages;
      bytesEach = size;
      forgetOld();
      if (direction.waiting.isEmpty()
          && !direction.isOthersTurn()
          && direction.fits(wantedBytes())) {
        grant().isTaken = true;
        return messages;
      }
      isWaiting = true;
      direction.waiting.add(this);
      return 0;
    }

    private int takeGiven() {
      if (given == null) {
        return 0;
      }
      int taken = given.granted;
      given.isTaken = true;
      given = null;
      return taken;
    }

    private void serve() {
      given = grant();
      isWaiting = false;
    }

    private Grant grant() {
      Grant grant = direction.grant(wanted, bytesEach);
      grants.add(grant);
      return grant;
    }

    private long wantedBytes() {
      return wanted * bytesEach;
    }

    /** Some messages are no longer on their way. */
    void arrived(int messages) {
      change(
          () -> {
            int left = messages;
            for (Grant grant = grants.peek(); grant != null && left > 0; grant = grants.peek()) {
              left -= direction.inFlight.arrived(grant, left);
              if (grant.hasArrived()) {
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
      grants.forEach(direction.inFlight::end);
      grants.clear();
      given = null;
      return 0;
    }

    @Override
    public void close() {
      change(
          () -> {
            direction.members -= isClosed ? 0 : 1;
            isClosed = true;
            direction.waiting.remove(this);
            return endAll();
          });
    }
  }
}
