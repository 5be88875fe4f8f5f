package ai.lixpi.nats.internal.wire;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.DirectDispatcher;
import io.nats.client.impl.DirectPublish;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The plain path: everything through the queues and threads of jnats. */
final class JnatsWire implements Wire {
  private static final int LONGEST_SUBJECTS = 4_072; // beside them stand up to three numbers

  private final Connection connection;
  private final Presented presented;
  private final PayloadPool payloads;
  private final Consumer<Wire> onOver;

  private final DirectPublish direct;
  private final Flushes flushes;
  private final LargeMessages large;
  private final AtomicBoolean over = new AtomicBoolean();

  JnatsWire(
      Connection connection, Presented presented, PayloadPool payloads, Consumer<Wire> onOver) {
    this.connection = connection;
    this.presented = presented;
    this.payloads = payloads;
    this.onOver = onOver;
    this.direct = new DirectPublish(connection);
    this.flushes = new Flushes(connection);
    this.large = new LargeMessages(flushes, this::isOpen);
  }

  @Override
  public Sent publish(
      String subject,
      @Nullable String replyTo,
      @Nullable Headers headers,
      byte[] payload,
      long deadline) {
    requireShort(subject, replyTo);
    // jnats throws a message away when it is queued by a thread whose interrupt flag is set
    boolean interrupted = Thread.interrupted();
    try {
      if (!large.awaitRoom(payload.length, deadline)) {
        return isOpen() ? Sent.QUEUE_FULL : Sent.LINK_DOWN;
      }
      if (replyTo == null && headers == null) {
        direct.publish(subject, payload);
      } else {
        direct.publish(subject, replyTo, headers, payload);
      }
      large.queued(payload.length);
      return Sent.ACCEPTED;
    } catch (InterruptedException e) {
      interrupted = true;
      return Sent.QUEUE_FULL;
    } catch (IllegalStateException e) {
      if (OutgoingQueue.isFull(e)) {
        return Sent.QUEUE_FULL;
      }
      if (OutgoingQueue.isDraining(e)) { // any other refusal came while the link was down
        noticeTheEnd();
      }
      return Sent.LINK_DOWN;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A connection that its user drains takes nothing any more, but calls itself connected. */
  private void noticeTheEnd() {
    if (connection.getStatus() == Connection.Status.CONNECTED && over.compareAndSet(false, true)) {
      onOver.accept(this);
    }
  }

  /** The server cuts off whoever sends a control line of more than 4,096 bytes. */
  private static void requireShort(String subject, @Nullable String replyTo) {
    int length = subject.length() + (replyTo == null ? 0 : 1 + replyTo.length());
    if (length > LONGEST_SUBJECTS / 3 // characters have up to three bytes
        && utf8Length(subject) + (replyTo == null ? 0 : 1 + utf8Length(replyTo))
            > LONGEST_SUBJECTS) {
      throw new IllegalArgumentException("Control line is too long");
    }
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public @Nullable WireSubscription subscribe(
      String subject, @Nullable String queue, Consumer<Message> sink, long deadline) {
    AtomicReference<@Nullable WireSubscription> made = new AtomicReference<>();
    boolean queued =
        OutgoingQueue.put(
            () -> {
              WireSubscription before = made.get();
              if (before != null) {
                before.unsubscribe(Duration.ofMillis(1)); // it may not have been sent
              }
              made.set(subscribeOnce(subject, queue, sink));
            },
            deadline);
    return queued ? made.get() : null;
  }

  private WireSubscription subscribeOnce(
      String subject, @Nullable String queue, Consumer<Message> sink) {
    while (true) {
      long reconnects = connection.getStatistics().getReconnects();
      DirectHandler handler = sink::accept;
      DirectDispatcher dispatcher = (DirectDispatcher) connection.createDispatcher(handler);
      // the sink never blocks, so the lane's limit is the only one
      dispatcher.setPendingLimits(0, 0);
      try {
        if (queue == null) {
          dispatcher.subscribe(subject);
        } else {
          dispatcher.subscribe(subject, queue);
        }
      } catch (RuntimeException e) {
        dispatcher.forget();
        throw e;
      }
      // jnats forgets to send a subscription that is made while it sends the others after a
      // reconnect
      if (reconnects == connection.getStatistics().getReconnects()) {
        return new JnatsSubscription(this, dispatcher);
      }
      try {
        dispatcher.endDelivery();
      } finally {
        dispatcher.forget();
      }
    }
  }

  @Override
  public long maxPayload() {
    return connection.getMaxPayload();
  }

  @Override
  public void reuse(byte[] payload) {
    payloads.give(payload);
  }

  @Override
  public boolean isOpen() {
    return !over.get() && connection.getStatus() == Connection.Status.CONNECTED;
  }

  @Override
  public boolean flush(Duration timeout) throws InterruptedException {
    return flushes.within(System.nanoTime() + timeout.toNanos());
  }

  Flushes flushes() {
    return flushes;
  }

  @Override
  public String serverUrl() {
    String url = connection.getConnectedUrl();
    return url == null ? "" : url;
  }

  @Override
  public Optional<Instant> signInExpiry() {
    return presented.expiry();
  }

  @Override
  public void reconnect() throws InterruptedException {
    try {
      connection.forceReconnect();
    } catch (IOException | IllegalStateException e) {
      // it is being closed: then there is nothing left to reconnect
    }
  }

  @Override
  public Connection connection() {
    return connection;
  }
}
