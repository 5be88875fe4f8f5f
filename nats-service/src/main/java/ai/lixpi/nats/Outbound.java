package ai.lixpi.nats;

import ai.lixpi.nats.internal.Deadlines;
import ai.lixpi.nats.internal.wire.Wire;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way out: straight to the wire while it is up, else into one bounded buffer that survives the
 * change of connection. Order is kept, because the gate opens only when the buffer is empty.
 */
final class Outbound {
  private static final int BATCH = 256;

  private final long limit;
  private final Duration publishTimeout;
  private final Counters counters;
  private final Failures failures;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition emptied = lock.newCondition();

  // Mutable state, under the lock
  private final ArrayDeque<OutboundMessage> buffer = new ArrayDeque<>();
  private long bufferedBytes;
  private boolean flushing;
  private boolean givenUp;
  private @Nullable ServiceClosedException closed;

  // Mutable state
  private volatile @Nullable Wire gate;

  Outbound(long limit, Duration publishTimeout, Counters counters, Failures failures) {
    this.limit = limit;
    this.publishTimeout = publishTimeout;
    this.counters = counters;
    this.failures = failures;
  }

  static long size(@Nullable Headers headers, byte[] payload) {
    return payload.length
        + (headers == null || headers.isEmpty() ? 0L : headers.serializedLength());
  }

  void publish(
      String subject, @Nullable String replyTo, @Nullable Headers headers, byte[] payload) {
    send(subject, replyTo, headers, payload, null);
  }

  Duration publishTimeout() {
    return publishTimeout;
  }

  /** How long a call that starts now may wait for room. */
  long deadline() {
    return System.nanoTime() + publishTimeout.toNanos();
  }

  private long deadline(@Nullable Ticket ticket) {
    return ticket == null ? deadline() : Deadlines.earlier(deadline(), ticket.deadline());
  }

  void send(
      String subject,
      @Nullable String replyTo,
      @Nullable Headers headers,
      byte[] payload,
      @Nullable Ticket ticket) {
    long deadline = deadline(ticket);
    while (true) {
      Wire wire = gate;
      if (wire == null) {
        if (keep(subject, replyTo, headers, payload, ticket)) {
          break;
        }
      } else {
        requireRoom(wire, subject, headers, payload);
        try {
          if (write(wire, subject, replyTo, headers, payload, ticket, deadline)) {
            break;
          }
        } catch (BufferFullException e) {
          if (Deadlines.over(deadline) || Thread.currentThread().isInterrupted()) {
            throw e;
          }
          continue;
        }
        pauseIfDown(wire);
      }
    }
    published(subject, payload);
  }

  /** Sends if there is a link at this moment; nothing is kept for the next one. */
  boolean sendNow(String subject, Headers headers, byte[] payload) {
    Wire wire = gate;
    if (wire == null) {
      return false;
    }
    requireRoom(wire, subject, headers, payload);
    if (!write(wire, subject, null, headers, payload, null, deadline())) {
      pauseIfDown(wire);
      return false;
    }
    published(subject, payload);
    return true;
  }

  private void published(String subject, byte[] payload) {
    counters.published.increment();
    if (failures.observed()) {
      failures.observe(hooks -> hooks.published(subject, payload.length));
    }
  }

  private static void requireRoom(
      Wire wire, String subject, @Nullable Headers headers, byte[] payload) {
    long size = size(headers, payload);
    long max = wire.maxPayload();
    if (max > 0 && size > max) {
      throw new PayloadTooLargeException(subject, size, max);
    }
  }

  /** Returns whether it is done with: sent, or cancelled before. */
  private static boolean write(
      Wire wire,
      String subject,
      @Nullable String replyTo,
      @Nullable Headers headers,
      byte[] payload,
      @Nullable Ticket ticket,
      long deadline) {
    if (ticket != null && !ticket.send(wire)) {
      return true;
    }
    Wire.Sent sent;
    try {
      sent = wire.publish(subject, replyTo, headers, payload, deadline);
    } catch (IllegalArgumentException e) {
      if (ticket != null) {
        ticket.notSent();
      }
      throw new InvalidSubjectException(
          "The message for '" + subject + "' was refused by the client: " + e.getMessage() + ".");
    }
    if (sent == Wire.Sent.ACCEPTED) {
      if (ticket != null) {
        ticket.sent();
      }
      return true;
    }
    if (ticket != null) {
      ticket.notSent();
    }
    if (sent == Wire.Sent.QUEUE_FULL) {
      throw new BufferFullException(subject, 0, BufferFullException.QUEUE_FULL);
    }
    return false;
  }

  private boolean keep(
      String subject,
      @Nullable String replyTo,
      @Nullable Headers headers,
      byte[] payload,
      @Nullable Ticket ticket) {
    Headers copy = headers == null ? null : new Headers(headers, true);
    OutboundMessage entry = new OutboundMessage(subject, replyTo, copy, payload, ticket);
    lock.lock();
    try {
      if (closed != null) {
        throw closed.again();
      }
      if (gate != null) {
        return false;
      }
      if (bufferedBytes + entry.size() > limit) {
        throw new BufferFullException(
            subject,
            limit,
            "there is no connection, and the buffer of "
                + limit
                + " bytes for that time is full. Wait for the connection, or raise publishBufferBytes.");
      }
      buffer.add(entry);
      bufferedBytes += entry.size();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void pauseIfDown(Wire wire) {
    lock.lock();
    try {
      if (gate == wire && !wire.isOpen()) {
        gate = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Keeps what is published from now on, until {@link #open}. */
  void pause() {
    lock.lock();
    try {
      gate = null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends what was kept, then lets everything through; stops when the wire goes down again. Called
   * by one thread only.
   */
  void open(Wire wire) {
    ArrayDeque<OutboundMessage> batch = new ArrayDeque<>();
    while (true) {
      lock.lock();
      try {
        flushing = false;
        if (closed != null) {
          return;
        }
        for (OutboundMessage next = poll();
            next != null;
            next = batch.size() < BATCH ? poll() : null) {
          batch.add(next);
        }
        if (batch.isEmpty()) {
          gate = wire;
          emptied.signalAll();
          return;
        }
        flushing = true;
      } finally {
        lock.unlock();
      }
      if (!flush(wire, batch)) {
        giveBack(batch);
        return;
      }
    }
  }

  private @Nullable OutboundMessage poll() {
    OutboundMessage next = buffer.poll();
    while (next != null) {
      bufferedBytes -= next.size();
      if (!next.isCancelled()) {
        return next;
      }
      next = buffer.poll();
    }
    return null;
  }

  private boolean flush(Wire wire, ArrayDeque<OutboundMessage> batch) {
    for (OutboundMessage entry = batch.peek(); entry != null; entry = batch.peek()) {
      try {
        requireRoom(wire, entry.subject, entry.headers, entry.payload);
        if (!write(
            wire,
            entry.subject,
            entry.replyTo,
            entry.headers,
            entry.payload,
            entry.ticket,
            deadline(entry.ticket))) {
          return false;
        }
      } catch (PayloadTooLargeException | InvalidSubjectException e) {
        refused(entry, e); // thrown on, it would cost the messages behind this one
      } catch (BufferFullException e) {
        if (!wire.isOpen() || Thread.currentThread().isInterrupted()) {
          return false;
        }
        continue; // the server is slow, and nothing is lost by waiting
      }
      batch.remove();
    }
    return true;
  }

  private void refused(OutboundMessage entry, NatsServiceException why) {
    if (entry.ticket != null) {
      entry.ticket.refused(why);
      return;
    }
    counters.lost.increment();
    failures.report(
        why instanceof PayloadTooLargeException
            ? why
            : new MessageLostException(entry.subject, 1, String.valueOf(why.getMessage())));
  }

  private void giveBack(ArrayDeque<OutboundMessage> batch) {
    lock.lock();
    try {
      for (OutboundMessage entry = batch.pollLast(); entry != null; entry = batch.pollLast()) {
        buffer.addFirst(entry);
        bufferedBytes += entry.size();
      }
      flushing = false;
      emptied.signalAll();
      if (!givenUp) {
        return;
      }
    } finally {
      lock.unlock();
    }
    giveUp();
  }

  /** Frees the room of messages that have been taken back. */
  void dropCancelled() {
    lock.lock();
    try {
      buffer.removeIf(
          entry -> {
            if (entry.isCancelled()) {
              bufferedBytes -= entry.size();
              return true;
            }
            return false;
          });
    } finally {
      lock.unlock();
    }
  }

  long bufferedBytes() {
    lock.lock();
    try {
      return bufferedBytes;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything is with the wire, but not beyond the deadline. */
  boolean awaitEmpty(long deadline) {
    lock.lock();
    try {
      return Deadlines.await(
          emptied, () -> gate != null || (!flushing && buffer.isEmpty()), deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing any more; {@link #giveUp} follows when nobody sends any more either. */
  void close(ServiceClosedException reason) {
    lock.lock();
    try {
      closed = reason;
      gate = null;
      emptied.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Reports what was kept and not sent before {@link #close}, and returns how many those are. */
  long giveUp() {
    long unsent = 0;
    String subject = "";
    String why;
    lock.lock();
    try {
      givenUp = true;
      why = closed == null ? "" : String.valueOf(closed.getMessage());
      for (OutboundMessage entry = poll(); entry != null; entry = poll()) {
        if (entry.ticket == null) {
          unsent++;
          subject = entry.subject;
        }
      }
    } finally {
      lock.unlock();
    }
    if (unsent > 0) {
      counters.lost.add(unsent);
      failures.report(new MessageLostException(subject, unsent, why));
    }
    return unsent;
  }
}
