package ai.lixpi.nats;

import ai.lixpi.nats.internal.Deadlines;
import ai.lixpi.nats.internal.Messaging;
import ai.lixpi.nats.internal.wire.Wire;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.support.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a service: one wildcard inbox for all replies, a deadline for each, and every way
 * in which a request can end without a reply. Replies complete their future on a thread of the
 * transport.
 */
final class Requests {
  static final int MAX_IN_FLIGHT = 65_536;

  private static final long SWEEP_MILLIS = 20;
  private static final int NO_RESPONDERS = 503;

  private record Refusal(Wire wire, Function<PendingRequest, NatsServiceException> why) {}

  private final LongSupplier numbers;
  private final Outbound outbound;
  private final Counters counters;
  private final ScheduledExecutorService timer;
  private final String inbox;
  private final String consumerPrefix;
  private final Map<String, PendingRequest> pending = new ConcurrentHashMap<>();
  private final Map<String, ReplyStream> streams = new ConcurrentHashMap<>();
  private final AtomicLong inFlight = new AtomicLong();
  private final AtomicLong nextToken = new AtomicLong();
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state
  private volatile boolean used;
  private volatile boolean takenBack;
  private volatile @Nullable Wire upWire;
  private volatile @Nullable Wire subscribedWire;
  private volatile @Nullable Refusal refusal;
  private volatile long inboxNumber;
  private volatile @Nullable NatsServiceException lastFailure;
  private volatile @Nullable ServiceClosedException closed;

  Requests(
      String inbox,
      LongSupplier numbers,
      Outbound outbound,
      Counters counters,
      ScheduledExecutorService timer) {
    this.numbers = numbers;
    this.inbox = inbox + ".";
    this.consumerPrefix = inbox.substring(inbox.lastIndexOf('.') + 1) + "-";
    this.outbound = outbound;
    this.counters = counters;
    this.timer = timer;
  }

  PendingRequest send(
      String subject,
      @Nullable Headers headers,
      byte[] payload,
      Duration timeout,
      boolean idempotent) {
    String token = Long.toString(nextToken.incrementAndGet(), Character.MAX_RADIX);
    PendingRequest request =
        new PendingRequest(this, token, subject, headers, payload, timeout, idempotent);
    if (inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
      inFlight.decrementAndGet();
      throw new BufferFullException(
          subject, MAX_IN_FLIGHT, MAX_IN_FLIGHT + " requests wait for their replies already.");
    }
    counters.requests.increment();
    pending.put(token, request);
    try {
      requireOpen(); // only now, so that close() sees the request or the request sees close()
      prepare(request);
      outbound.send(subject, inbox + token, headers, payload, request.ticket);
    } catch (RuntimeException e) {
      forget(request);
      throw e;
    }
    return request;
  }

  /** Opens a subject of the inbox for many replies. */
  ReplyStream open(Messaging.Sink sink) {
    String token = Long.toString(nextToken.incrementAndGet(), Character.MAX_RADIX);
    ReplyStream stream = new ReplyStream(this, token, inbox + token, sink);
    streams.put(token, stream);
    return stream;
  }

  /** Asks for messages that go to a stream of replies. */
  void ask(ReplyStream stream, String subject, byte[] payload) {
    requireOpen();
    subscribeInbox(subject, outbound.deadline());
    outbound.send(subject, stream.subject(), null, payload, null);
  }

  int openStreams() {
    return streams.size();
  }

  void close(ReplyStream stream) {
    streams.remove(stream.token, stream);
  }

  private void requireOpen() {
    ServiceClosedException reason = closed;
    if (reason != null) {
      throw reason.again();
    }
  }

  private @Nullable Wire subscribeInbox(String subject, long deadline) {
    used = true;
    Wire wire = upWire;
    if (wire != null && wire != subscribedWire && !subscribe(wire, deadline)) {
      throw queueFull(subject);
    }
    return wire;
  }

  private void prepare(PendingRequest request) {
    long deadline = Deadlines.earlier(outbound.deadline(), request.ticket.deadline());
    Wire wire = subscribeInbox(request.subject, deadline);
    Refusal refused = refusal;
    if (refused != null && wire == refused.wire) {
      throw refused.why.apply(request);
    }
    watchDeadlines();
  }

  private static PermissionDeniedException denied(PendingRequest request) {
    return new PermissionDeniedException(
        request.subject, "receive replies (it may not subscribe to its inbox) to requests on");
  }

  private void watchDeadlines() {
    if (sweeping.compareAndSet(false, true)) {
      try {
        timer.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        sweeping.set(false); // closed meanwhile, which fails the request
      }
    }
  }

  /**
   * The inbox of a wire that has come up, before anything is sent on it. Returns false when there
   * was no room for it.
   */
  boolean attach(Wire wire) {
    upWire = wire;
    boolean attached = mend();
    inboxNumber = attached ? 0 : inboxNumber; // the others follow
    return attached;
  }

  /** Makes up for an {@link #attach} that found no room; returns whether all is well now. */
  boolean mend() {
    Wire wire = upWire;
    return !used || wire == null || wire == subscribedWire || subscribe(wire, outbound.deadline());
  }

  /** Returns false when there was no room for it until the deadline. */
  private boolean subscribe(Wire wire, long deadline) {
    boolean interrupted = Thread.interrupted();
    boolean locked = false;
    try {
      locked = lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (!locked) {
        return false;
      }
      if (wire != subscribedWire) {
        inboxNumber = numbers.getAsLong();
        if (wire.subscribe(inbox + "*", null, this::receive, deadline) == null) {
          return false;
        }
        subscribedWire = wire;
      }
      return true;
    } catch (IllegalStateException e) {
      return true; // the wire has closed meanwhile; the next one brings its own attach
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } finally {
      if (locked) {
        lock.unlock();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void receive(Message message) {
    String token = token(message);
    PendingRequest request = pending.remove(token);
    if (request == null) {
      ReplyStream stream = streams.get(token);
      if (stream == null) {
        counters.lateReplies.increment();
      } else {
        stream.sink.message(message);
      }
      return;
    }
    inFlight.decrementAndGet();
    Status status = message.isStatusMessage() ? message.getStatus() : null;
    if (status != null && status.getCode() == NO_RESPONDERS) {
      request.completeExceptionally(honest(request, new NoRespondersException(request.subject)));
    } else {
      request.complete(message);
    }
  }

  /** What a consumer delivers comes under the subject of the stream, with its name in the reply. */
  private String token(Message message) {
    String subject = message.getSubject();
    if (subject.startsWith(inbox)) {
      return subject.substring(inbox.length());
    }
    String replyTo = message.getReplyTo();
    int start = replyTo == null ? -1 : replyTo.indexOf(consumerPrefix);
    if (replyTo == null || start < 0) {
      return "";
    }
    int from = start + consumerPrefix.length();
    int end = replyTo.indexOf('.', from);
    return replyTo.substring(from, end < 0 ? replyTo.length() : end);
  }

  String consumerPrefix() {
    return consumerPrefix;
  }

  /** The wire has gone down: what was sent on it gets no reply any more. */
  void lost(Wire wire) {
    upWire = null;
    refusal = null; // not in attach(): the next refusal may come before that
    for (PendingRequest request : pending.values()) {
      if (request.ticket.wasSentOn(wire)) {
        if (request.idempotent) {
          sendAgain(request);
        } else {
          fail(request, new ConnectionLostException(request.subject));
        }
      }
    }
    streams.values().forEach(stream -> stream.sink.connectionLost());
  }

  private void sendAgain(PendingRequest request) {
    try {
      request.ticket.again();
      outbound.send(
          request.subject, inbox + request.token, request.headers, request.payload, request.ticket);
    } catch (RuntimeException e) {
      fail(request, new ConnectionLostException(request.subject));
    }
  }

  /** Why there is no connection, for requests whose time passes meanwhile. */
  void lastFailure(@Nullable NatsServiceException failure) {
    lastFailure = failure;
  }

  /** Returns whether a request was what the server refused. */
  boolean publishDenied(String subject) {
    streams.values().forEach(stream -> stream.sink.refused(subject));
    return failAll(
        request -> request.subject.equals(subject),
        request -> new PermissionDeniedException(subject, "publish to"));
  }

  boolean ownsInbox(String subject) {
    return subject.equals(inbox + "*");
  }

  void inboxDenied(Wire wire) {
    inboxRefused(new Refusal(wire, Requests::denied));
  }

  /** The number of the inbox among the subscriptions of this wire; 0 when it was the first. */
  long inboxNumber() {
    return inboxNumber;
  }

  NatsServiceException inboxTooMany(Wire wire) {
    String what = "subscription of the service's own, for replies";
    inboxRefused(new Refusal(wire, request -> Subscriptions.tooMany(what)));
    return Subscriptions.tooMany(what);
  }

  private void inboxRefused(Refusal refused) {
    refusal = refused;
    failAll(request -> true, refused.why);
  }

  private void sweep() {
    long now = System.nanoTime();
    try {
      List<PendingRequest> over = new ArrayList<>();
      for (PendingRequest request : pending.values()) {
        if (request.isOver(now)) {
          request.ticket.cancel();
          if (request.ticket.isCancelled()) {
            takenBack = true;
          }
          over.add(request);
        }
      }
      if (takenBack) { // who is told that it was not sent finds its room free
        takenBack = false;
        outbound.dropCancelled();
      }
      over.forEach(this::end);
    } finally {
      sweeping.set(false);
    }
    if (!pending.isEmpty()) {
      watchDeadlines();
    }
  }

  private void end(PendingRequest request) {
    if (request.ticket.isCancelled()) {
      fail(request, neverSent(request));
    } else if (!request.ticket.isBeingSent()) { // else the next sweep knows
      fail(request, timedOut(request));
    }
  }

  private NatsServiceException neverSent(PendingRequest request) {
    if (upWire != null) {
      return queueFull(request.subject);
    }
    NatsServiceException reason = lastFailure;
    return new NotConnectedException(
        "The request to '"
            + request.subject
            + "' was not sent: there was no connection within "
            + request.timeout.toMillis()
            + " ms"
            + (reason == null ? "." : ": " + reason.getMessage()),
        reason);
  }

  private static BufferFullException queueFull(String subject) {
    return new BufferFullException(subject, 0, BufferFullException.QUEUE_FULL);
  }

  private static NatsServiceException timedOut(PendingRequest request) {
    return new RequestTimeoutException(request.subject, request.timeout);
  }

  private boolean failAll(
      Predicate<PendingRequest> which, Function<PendingRequest, NatsServiceException> why) {
    boolean any = false;
    for (PendingRequest request : pending.values()) {
      if (which.test(request)) {
        fail(request, why.apply(request));
        any = true;
      }
    }
    return any;
  }

  void fail(PendingRequest request, NatsServiceException failure) {
    if (forget(request)) {
      request.completeExceptionally(honest(request, failure));
    }
  }

  /** Whatever becomes of the second copy of a request, the first may have been carried out. */
  private static NatsServiceException honest(PendingRequest request, NatsServiceException failure) {
    return request.ticket.wasSentBefore() && failure.outcome() != Outcome.UNKNOWN
        ? new ConnectionLostException(request.subject)
        : failure;
  }

  boolean forget(PendingRequest request) {
    if (!pending.remove(request.token, request)) {
      return false;
    }
    inFlight.decrementAndGet();
    request.ticket.cancel();
    if (request.ticket.isCancelled()) {
      takenBack = true;
    }
    return true;
  }

  long inFlight() {
    return inFlight.get();
  }

  void close(ServiceClosedException reason) {
    closed = reason;
    streams.values().forEach(stream -> stream.sink.connectionLost());
    failAll(
        request -> true,
        request ->
            request.ticket.cancel()
                ? reason.again()
                : new ConnectionLostException(request.subject));
  }
}
