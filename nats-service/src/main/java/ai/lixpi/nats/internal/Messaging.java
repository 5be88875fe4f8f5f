package ai.lixpi.nats.internal;

import ai.lixpi.nats.NatsServiceException;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a feature room uses of the service below it: raw messages, with the deadlines and failures
 * of the service. Thread-safe.
 */
public interface Messaging {
  /** Takes what arrives on a {@link Replies}. Called on threads of the transport: never blocks. */
  interface Sink {
    /**
     * A message has arrived.
     *
     * @param message the message
     */
    void message(Message message);

    /** The connection is lost: nothing that was asked for before arrives any more. */
    void connectionLost();

    /**
     * The server does not let this client publish somewhere.
     *
     * @param subject where
     */
    void refused(String subject);
  }

  /** A subject of its own to which others reply, across connections, until it is closed. */
  interface Replies extends AutoCloseable {
    /**
     * Asks for messages; the replies go to the sink.
     *
     * @param subject where to ask
     * @param payload the request
     */
    void ask(String subject, byte[] payload);

    /**
     * Where the replies go: what a server is given to send messages to.
     *
     * @return the subject
     */
    String subject();

    /**
     * What a consumer must be called whose messages are asked for here: it delivers them under
     * their own subjects, so that only its name tells to whom they go.
     *
     * @return a name that no other service uses
     */
    String consumerName();

    /** Ends it: nothing reaches the sink any more, but for a call that runs already. */
    @Override
    void close();
  }

  /**
   * Asks for one reply.
   *
   * @param subject where to ask
   * @param headers headers, or null
   * @param payload the request; not copied
   * @param timeout how long to wait, the wait for a connection included
   * @return completed on a thread of the transport, where nothing may block, with the reply or with
   *     a failure of the service; never throws itself
   */
  CompletableFuture<Message> request(
      String subject, @Nullable Headers headers, byte[] payload, Duration timeout);

  /**
   * Sends a message that nobody answers, in its order among the requests of the same thread, over
   * the connection that there is now: it is never kept for the next one.
   *
   * @param subject where to
   * @param headers headers
   * @param payload the payload; not copied
   * @throws NatsServiceException when it was not sent, as there is no connection for example
   */
  void publishNow(String subject, Headers headers, byte[] payload);

  /**
   * Opens a subject for many replies.
   *
   * @param sink takes them
   * @return the replies
   */
  Replies replies(Sink sink);

  /**
   * How many subjects for many replies are open, among which what may be under way at a time is
   * shared out.
   *
   * @return their number
   */
  int openReplies();

  /**
   * The largest message that the server takes, headers included.
   *
   * @return bytes, or 0 or less when there is no connection that tells
   */
  long maxPayload();

  /**
   * Gives the payload of a message back that nobody looks at any more, so that a later one of its
   * size is cheaper to receive.
   *
   * @param payload the payload, to which the caller has the only reference and which it forgets
   */
  void reuse(byte[] payload);

  /**
   * Waits for a connection.
   *
   * @param timeout how long to wait
   * @return whether there is one now; false at once when the service is closed
   */
  boolean awaitConnected(Duration timeout);

  /**
   * Runs a task that may block on a thread of the service.
   *
   * @param task the task
   */
  void run(Runnable task);

  /**
   * Runs a task that may block later, unless the service is closed by then.
   *
   * @param task the task
   * @param delay when
   */
  void runLater(Runnable task, Duration delay);

  /**
   * Whether the service is closed, so that nothing succeeds any more.
   *
   * @return true when it is
   */
  boolean isClosed();

  /**
   * Reports a failure for which no caller waits to the error listener and the log.
   *
   * @param failure the failure
   */
  void report(NatsServiceException failure);
}
