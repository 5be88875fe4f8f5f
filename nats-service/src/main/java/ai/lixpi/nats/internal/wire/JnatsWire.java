package ai.lixpi.nats.internal.wire;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The plain path: everything through the queues and threads of jnats. */
final class JnatsWire implements Wire {
  private static final int LONGEST_SUBJECTS = 4_072; // beside them stand up to three numbers

  private final Connection connection;

  private final LargeMessages large;
  private final ReentrantLock flushing = new ReentrantLock();

  JnatsWire(Connection connection, Duration publishTimeout) {
    this.connection = connection;
    this.large = new LargeMessages(this::flush, publishTimeout);
  }

  @Override
  public Sent publish(
      String subject, @Nullable String replyTo, @Nullable Headers headers, byte[] payload) {
    requireShort(subject, replyTo);
    // jnats throws a message away when it is queued by a thread whose interrupt flag is set
    boolean interrupted = Thread.interrupted();
    try {
      if (!large.awaitRoom(payload.length)) {
        return isOpen() ? Sent.QUEUE_FULL : Sent.LINK_DOWN;
      }
      connection.publish(subject, replyTo, headers, payload);
      return Sent.ACCEPTED;
    } catch (InterruptedException e) {
      interrupted = true;
      return Sent.QUEUE_FULL;
    } catch (IllegalStateException e) {
      String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      return text.startsWith("output queue") ? Sent.QUEUE_FULL : Sent.LINK_DOWN;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
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
  public WireSubscription subscribe(
      String subject, @Nullable String queue, Consumer<Message> sink) {
    boolean interrupted = Thread.interrupted(); // the same holds for what subscribes
    try {
      return subscribeUninterrupted(subject, queue, sink);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private WireSubscription subscribeUninterrupted(
      String subject, @Nullable String queue, Consumer<Message> sink) {
    while (true) {
      long reconnects = connection.getStatistics().getReconnects();
      DirectHandler handler = sink::accept;
      Dispatcher dispatcher = connection.createDispatcher(handler);
      dispatcher.setPendingLimits(
          0, 0); // the sink never blocks, so the lane's limit is the only one
      if (queue == null) {
        dispatcher.subscribe(subject);
      } else {
        dispatcher.subscribe(subject, queue);
      }
      WireSubscription subscription = new JnatsSubscription(connection, dispatcher, flushing);
      // jnats forgets to send a subscription that is made while it sends the others after a
      // reconnect
      if (reconnects == connection.getStatistics().getReconnects()) {
        return subscription;
      }
      subscription.unsubscribe();
    }
  }

  @Override
  public long maxPayload() {
    return connection.getMaxPayload();
  }

  @Override
  public boolean isOpen() {
    return connection.getStatus() == Connection.Status.CONNECTED;
  }

  @Override
  public boolean flush(Duration timeout) throws InterruptedException {
    // jnats cuts a connection on which more pings are out than it allows, those of flush included
    if (!flushing.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      connection.flush(timeout);
      return isOpen();
    } catch (TimeoutException | IllegalStateException e) {
      return false;
    } finally {
      flushing.unlock();
    }
  }

  @Override
  public String serverUrl() {
    String url = connection.getConnectedUrl();
    return url == null ? "" : url;
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
