package ai.lixpi.nats.internal.wire;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, which may go down and come up again until it is closed. Thread-safe.
 */
public interface Wire {
  /** What became of a message that was given to {@link #publish}. */
  enum Sent {
    /** It is on its way. */
    ACCEPTED,
    /** Nothing was taken, because there is no live server behind the wire at this moment. */
    LINK_DOWN,
    /**
     * Nothing was taken, because the server does not keep up and the outgoing queue stayed full.
     */
    QUEUE_FULL
  }

  /**
   * Hands one message to the transport. Blocks while the outgoing queue is full, but only for a
   * moment, or for a large message until the deadline; who has more time calls again.
   *
   * @param subject a valid subject
   * @param replyTo where a reply goes, or null
   * @param headers headers, or null
   * @param payload the payload, within {@link #maxPayload()}
   * @param deadline when to give up, a {@link System#nanoTime()}
   * @return what became of it
   */
  Sent publish(
      String subject,
      @Nullable String replyTo,
      @Nullable Headers headers,
      byte[] payload,
      long deadline);

  /**
   * Subscribes. The sink is called on a thread of the transport, one message after another, and
   * must not block.
   *
   * @param subject a valid subject, wildcards allowed
   * @param queue a queue group, or null
   * @param sink takes the messages
   * @param deadline how long to wait for room in the outgoing queue, a {@link System#nanoTime()}
   * @return the subscription, which survives outages of this wire; null when there was no room
   * @throws IllegalStateException when the wire is closed
   */
  @Nullable WireSubscription subscribe(
      String subject, @Nullable String queue, Consumer<Message> sink, long deadline);

  /**
   * The largest message that the server takes, headers included.
   *
   * @return bytes
   */
  long maxPayload();

  /**
   * Takes the payload of a message back, so that a later one of its size can be read into the same
   * array. A large one is cheaper to receive then.
   *
   * @param payload the payload, to which the caller has the only reference and which it forgets
   */
  void reuse(byte[] payload);

  /**
   * Whether a live server is behind the wire now.
   *
   * @return true when messages can be sent
   */
  boolean isOpen();

  /**
   * Waits until the server has seen everything that was sent before.
   *
   * @param timeout how long to wait
   * @return whether it has
   * @throws InterruptedException when the thread is interrupted
   */
  boolean flush(Duration timeout) throws InterruptedException;

  /**
   * The address of the server, without credentials.
   *
   * @return a URL
   */
  String serverUrl();

  /**
   * When the token or JWT expires that this wire has last signed in with, as far as it says so.
   *
   * @return the moment, or empty
   */
  Optional<Instant> signInExpiry();

  /**
   * Ends the link to the server and makes a new one, signing in anew; blocks until there is one or
   * the wire is closed.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  void reconnect() throws InterruptedException;

  /**
   * The raw connection.
   *
   * @return the connection of the official client
   */
  Connection connection();
}
