package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.internal.Messaging;
import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one upload that are not yet safely stored in their order: a bounded number of them,
 * sent ahead of their acknowledgements by the caller's thread. What goes wrong is mended by {@link
 * ChunkRepair} on that thread too; only acknowledgements come on threads of the transport.
 */
final class ChunkWindow {
  private static final int MAX_CHUNKS = 16;
  private static final long MAX_BYTES = 2L * 1024 * 1024;

  /** So many times that where the server is quick. */
  private static final int QUICK_FACTOR = 4;

  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final Duration FIRST_QUIET = Duration.ofSeconds(2);

  /** The window itself gives up what is silent, long before. */
  private static final Duration REPLY_LIMIT = Duration.ofHours(1);

  private final StreamApi api;
  private final Messaging messaging;
  private final BucketLimits limits;
  private final String nuid;
  private final String subject;
  private final Transfer transfer;
  private final long stall;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Mutable state, of the caller's thread
  private Turns.@Nullable Member turns;
  private long count;
  private long waitingSince;

  // Mutable state, under the lock
  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
  private final ArrayDeque<byte[]> free = new ArrayDeque<>();
  private int limit = MAX_CHUNKS;
  private int inFlight;
  private long heldBytes;
  private long settledBytes;
  private final Pace pace = new Pace(MAX_BYTES);
  private long settledSequence;
  private long progressNanos = System.nanoTime();
  private long sentNanos;
  private long quiet;
  private boolean disturbed;
  private boolean everDisturbed;
  private @Nullable RuntimeException lastFailure;
  private @Nullable RuntimeException fatal;

  ChunkWindow(StreamApi api, BucketLimits limits, String nuid, Transfer transfer, Duration stall) {
    this.limits = limits;
    this.api = api;
    this.messaging = api.messaging;
    this.nuid = nuid;
    this.subject = Names.chunks(api.bucket, nuid);
    this.transfer = transfer;
    this.stall = stall.toNanos();
    this.quiet = Math.min(FIRST_QUIET.toNanos(), Math.max(1, this.stall / 3));
    transfer.wakeUp(this::wakeUp);
  }

  void wakeUp() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** From now on it sends when it has the turn among others. */
  void takeTurns(Turns.Member among) {
    lock.lock();
    try {
      turns = among;
    } finally {
      lock.unlock();
    }
  }

  /** An array for the next chunk; one that has done its service where there is one. */
  byte[] buffer(int size) {
    lock.lock();
    try {
      byte[] used = free.poll();
      return used == null ? new byte[size] : used;
    } finally {
      lock.unlock();
    }
  }

  /** Sends the next chunk as soon as there is room for it, and its turn. */
  void send(byte[] payload) throws InterruptedException {
    awaitRoom(payload.length);
    while (turns != null && turns.take(1, payload.length) == 0 && !messaging.isClosed()) {
      glance(turns);
      awaitRoom(payload.length);
    }
    Chunk chunk = new Chunk(nuid, count++, payload);
    lock.lock();
    try {
      chunks.add(chunk);
      heldBytes += payload.length;
    } finally {
      lock.unlock();
    }
    dispatch(chunk);
  }

  /** Waits for the turn, without counting that as silence of the server. */
  @SuppressWarnings("WaitNotInLoop") // the caller loops
  private void glance(Turns.Member among) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      check();
      if (!disturbed && !among.hasTurn()) {
        changed.awaitNanos(Turns.GLANCE.toNanos());
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoom(int size) throws InterruptedException {
    waitingSince = System.nanoTime();
    lock.lockInterruptibly();
    try {
      while (true) {
        check();
        if (disturbed) {
          repair();
        } else if (chunks.isEmpty() || (chunks.size() < limit && heldBytes + size <= mostBytes())) {
          return;
        } else {
          await();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private long mostBytes() {
    return turns == null ? MAX_BYTES : pace.part(turns, MAX_BYTES, QUICK_FACTOR);
  }

  /** Waits until all chunks are stored in their order. */
  void finish() throws InterruptedException {
    waitingSince = System.nanoTime();
    lock.lockInterruptibly();
    try {
      while (true) {
        check();
        if (disturbed) {
          repair();
        } else if (chunks.isEmpty()) {
          return;
        } else {
          await();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Called with the lock, which is free while it works. */
  private void repair() throws InterruptedException {
    everDisturbed = true;
    limit = Math.max(1, limit / 2);
    lock.unlock();
    try {
      new ChunkRepair(api, this, limits.duplicateWindow()).run();
    } finally {
      lock.lock();
    }
    disturbed = false;
  }

  private void check() {
    transfer.requireNotCancelled();
    if (fatal != null) {
      throw fatal;
    }
  }

  /** Waits, with the lock, for a change; gives up what has been silent for long. */
  @SuppressWarnings("WaitNotInLoop") // all callers loop
  private void await() throws InterruptedException {
    long now = System.nanoTime();
    long left = stallLeft(now);
    if (left <= 0) {
      throw stalled();
    }
    long quietLeft = quiet - (now - Math.max(progressNanos, sentNanos));
    if (inFlight > 0 && quietLeft <= 0) {
      giveUpInFlight();
    } else {
      changed.awaitNanos(inFlight > 0 ? Math.min(left, quietLeft) : left);
    }
  }

  private long stallLeft(long now) {
    return stall - (now - Math.max(progressNanos, waitingSince));
  }

  private void giveUpInFlight() {
    quiet = Math.min(quiet * 2, stall);
    for (Chunk chunk : chunks) {
      if (chunk.state == Chunk.State.IN_FLIGHT) {
        CompletableFuture<Message> reply = chunk.giveUp();
        if (reply != null) {
          reply.cancel(true);
        }
      }
    }
    inFlight = 0;
    disturbed = true;
  }

  private RuntimeException stalled() {
    return new JetStreamUnavailableException(
        Outcome.NOT_SENT, api.bucket, "the upload of an object", lastFailure);
  }

  void dispatch(Chunk chunk) {
    int attempt;
    lock.lock();
    try {
      sentNanos = System.nanoTime();
      chunk.sent(sentNanos);
      attempt = chunk.attempts;
      inFlight++;
    } finally {
      lock.unlock();
    }
    CompletableFuture<Message> reply =
        messaging.request(subject, chunk.headers(), chunk.payload, REPLY_LIMIT);
    chunk.reply(reply);
    reply.whenComplete(
        (message, failure) ->
            answered(chunk, attempt, PublishAck.of(message, failure, api.bucket, "a chunk")));
  }

  /** On a thread of the transport. */
  private void answered(Chunk chunk, int attempt, PublishAck ack) {
    int settled;
    Turns.Member among;
    lock.lock();
    try {
      int before = chunks.size();
      among = turns;
      if (chunk.attempts != attempt) {
        return; // given up meanwhile, so that the next copy of it tells
      }
      inFlight--;
      switch (ack.kind()) {
        case STORED -> stored(chunk, ack.sequence());
        case NOT_NOW, UNSETTLED, IN_PROCESS -> {
          chunk.lost(ack.kind() != PublishAck.Kind.NOT_NOW);
          lastFailure = ack.failure();
          disturbed = true;
        }
        case ALREADY, CONFLICT, REFUSED, UNREADABLE -> {
          chunk.lost(ack.kind() == PublishAck.Kind.UNREADABLE);
          fatal = ack.reason();
        }
      }
      changed.signalAll();
      settled = before - chunks.size();
    } finally {
      lock.unlock();
    }
    if (among != null) {
      among.arrived(settled); // without the lock, because it wakes others
    }
  }

  private void stored(Chunk chunk, long sequence) {
    progressNanos = System.nanoTime();
    chunk.state = Chunk.State.STORED;
    chunk.sequence = sequence;
    Chunk head = chunks.peek();
    while (head != null && head.state == Chunk.State.STORED) {
      if (head.sequence <= settledSequence) {
        disturbed = true; // one before it was stored behind it
        break;
      }
      settle(chunks.remove());
      head = chunks.peek();
    }
  }

  private void settle(Chunk chunk) {
    settledSequence = chunk.sequence;
    settledBytes += chunk.payload.length;
    heldBytes -= chunk.payload.length;
    transfer.done(settledBytes);
    pace.measureEach(settledBytes);
    int most = pace.isQuick() ? MAX_CHUNKS * QUICK_FACTOR : MAX_CHUNKS;
    limit = Math.min(most, limit + 1);
    // a copy that was sent twice may still wait to be written
    if (chunk.attempts == 1 && free.size() < most) {
      free.add(chunk.payload);
    }
  }

  /** Waits until no chunk is in flight, or until as few as the window allows. */
  void awaitFlights(int atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      check();
      while (inFlight > Math.min(atMost, limit - 1)) {
        await();
        check();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The chunks that are not in the stream, in their order. */
  List<Chunk> lost() {
    lock.lock();
    try {
      return chunks.stream().filter(chunk -> chunk.state == Chunk.State.LOST).toList();
    } finally {
      lock.unlock();
    }
  }

  /** The chunks that are not settled, in their order. */
  List<Chunk> open() {
    lock.lock();
    try {
      return List.copyOf(chunks);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a connection, but not beyond the time without progress. */
  void awaitConnection() {
    long left = stallLeft(System.nanoTime());
    while (!messaging.awaitConnected(Duration.ofNanos(Math.min(left, GLANCE.toNanos())))) {
      check();
      left = stallLeft(System.nanoTime());
      if (messaging.isClosed()) {
        return; // the next request says so
      }
      if (left <= 0) {
        throw stalled();
      }
    }
  }

  /** Waits a little before the next try. */
  void pause(Duration time) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long end = System.nanoTime() + time.toNanos();
      for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
        check();
        if (stallLeft(System.nanoTime()) <= 0) {
          throw stalled();
        }
        changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  long count() {
    return count;
  }

  /** Whether anything went wrong on the way, so that the result should be looked at. */
  boolean wasDisturbed() {
    return everDisturbed;
  }

  @Nullable RuntimeException lastFailure() {
    lock.lock();
    try {
      return lastFailure;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends it before its time: waits a moment for what is in flight, and returns whether something
   * may be stored even later.
   */
  boolean stop(Duration moment) {
    lock.lock();
    try {
      long end = System.nanoTime() + moment.toNanos();
      long left = moment.toNanos();
      while (inFlight > 0 && left > 0 && lastFailure == null) {
        changed.awaitNanos(left);
        left = end - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return giveUp();
  }

  private boolean giveUp() {
    lock.lock();
    try {
      giveUpInFlight();
      return chunks.stream().anyMatch(chunk -> chunk.mayBeStored);
    } finally {
      lock.unlock();
    }
  }
}
