package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.PermissionDeniedException;
import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.Message;
import io.nats.client.support.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of a stream in order, each once: asks for a window of them at a time, and goes on
 * with a new consumer behind the last message whenever one was lost on the way, the connection
 * broke or the consumer is gone. Used by one thread; {@link #wake} may be called by any.
 */
final class OrderedReader implements AutoCloseable {
  private static final long FIRST_SILENCE = Duration.ofMillis(100).toNanos();
  private static final long LONGEST_SILENCE = Duration.ofSeconds(1).toNanos();
  private static final long FOLLOWING_SILENCE = Duration.ofSeconds(12).toNanos();
  private static final Duration PROBE = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int IDLE_PROBES = 5;
  private static final int MISSING_PROBES = 3;
  private static final int FULL_WINDOWS = 8;
  private static final int PORTIONS = 32;

  private final StreamApi api;
  private final ReadPlan plan;
  private final Arrivals arrivals = new Arrivals(this::arrived);
  private final Pace pace;

  // Mutable state
  private OrderedConsumer consumer;
  private ArrayDeque<Message> batch = new ArrayDeque<>();
  private ReadPlan next;
  private long lastOfConsumer;
  private long asked;
  private long received;
  private long receivedBytes;
  private long left;
  private boolean ended;
  private int idleProbes;
  private int missingProbes;
  private int fruitless;
  private @Nullable Deadline patience;
  private @Nullable Runnable beforeWait;
  private volatile Turns.@Nullable Member turns;

  private OrderedReader(StreamApi api, ReadPlan plan) {
    this.api = api;
    this.plan = plan;
    this.pace = new Pace(plan.window());
    this.next = plan;
    this.consumer = create(plan, patience());
    if (plan.start() == ReadPlan.Start.NEW) {
      behind(consumer.before);
    }
    start();
  }

  /** Opens a reader, which asks for messages only when the first is wanted. */
  static OrderedReader open(StreamApi api, ReadPlan plan) {
    OrderedReader reader = new OrderedReader(api, plan);
    if (plan.messageBytes() > 0) {
      reader.turns = api.turns.downloads().join(reader.arrivals::wake);
    }
    return reader;
  }

  /** On a thread of the transport. */
  private void arrived() {
    Turns.Member among = turns;
    if (among != null) {
      among.arrived(1);
    }
  }

  /** How many messages there are to come, as the server knew with the last one or at the start. */
  long left() {
    return left;
  }

  /** The server that counts and sends; empty when there is only one. */
  String server() {
    return consumer.server;
  }

  /** The sequence of the last message that was read, or 0. */
  long lastSequence() {
    return received == 0 ? 0 : next.startSequence() - 1;
  }

  /** Called before each wait; may throw or {@link #end} the reading. */
  void beforeWait(Runnable check) {
    beforeWait = check;
  }

  /** Lets {@link #next} return null from now on. */
  void end() {
    ended = true;
  }

  /** Ends a wait, so that the check before the next one is made. */
  void wake() {
    arrivals.wake();
  }

  /**
   * The next message; null when there is none left, for a reader that follows only after {@link
   * #end}.
   *
   * @throws JetStreamUnavailableException when the server stays silent for too long
   */
  @Nullable Delivery next() {
    long silence = plan.follows() ? FOLLOWING_SILENCE : FIRST_SILENCE;
    patience = null; // the time that the caller has taken is not the server's
    while (true) {
      Message message = batch.poll();
      if (message != null) {
        Delivery delivery = accept(message);
        if (delivery != null) {
          return delivery;
        }
        continue;
      }
      if (beforeWait != null) {
        beforeWait.run();
      }
      if (ended) {
        return null;
      }
      if (ask()) {
        await(Turns.GLANCE.toNanos());
        patience = null; // it waits for others, not for the server
      } else if (!await(silence)) {
        probe();
        silence = nextSilence(silence);
      }
    }
  }

  private long nextSilence(long last) {
    return plan.follows() && missingProbes == 0
        ? FOLLOWING_SILENCE
        : Math.min(LONGEST_SILENCE, last * 2);
  }

  private Deadline patience() {
    Deadline current = patience;
    if (current == null) {
      current = Deadline.after(plan.patience());
      patience = current;
    }
    return current;
  }

  /** Waits for messages or another event; returns false when there was none. */
  private boolean await(long nanos) {
    patience();
    long start = System.nanoTime();
    try {
      batch = arrivals.drain(batch, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(
          Outcome.NOT_SENT, "Interrupted while reading from the bucket '" + api.bucket + "'.", e);
    }
    if (!batch.isEmpty()) {
      idleProbes = 0;
      missingProbes = 0;
      return true;
    }
    String refused = arrivals.refused();
    if (refused != null) {
      throw new PermissionDeniedException(refused, "publish to");
    }
    if (arrivals.isLost()) {
      restart();
      return true;
    }
    return System.nanoTime() - start < nanos;
  }

  private @Nullable Delivery accept(Message message) {
    if (message.isStatusMessage()) {
      status(message);
      return null;
    }
    Delivery delivery = Delivery.of(message, consumer.token);
    if (delivery == null) {
      return null;
    }
    if (delivery.consumerSequence() != lastOfConsumer + 1) {
      restart();
      return null;
    }
    lastOfConsumer = delivery.consumerSequence();
    behind(delivery.streamSequence());
    left = delivery.pending();
    asked--;
    received++;
    receivedBytes += message.consumeByteCount();
    fruitless = 0;
    ended = !plan.follows() && left == 0;
    ask();
    return delivery;
  }

  /** The server cuts a connection for which too much waits, so all readers share what may. */
  private long window() {
    Turns.Member among = turns;
    if (among != null) {
      return Math.max(1, pace.part(among, plan.window(), 2));
    }
    long full = plan.window();
    // by what came, because with max_bytes a server may skip the last message for each subject
    if (receivedBytes > 0) {
      full = Math.max(full, plan.bytes() / (receivedBytes / received));
    }
    int readers = Math.max(1, api.messaging.openReplies());
    return Math.max(1, readers <= FULL_WINDOWS ? full : full * FULL_WINDOWS / readers);
  }

  /** Where a new consumer has to start from now on. */
  private void behind(long sequence) {
    next = plan.from(sequence + 1);
  }

  /**
   * Fills the window when a quarter of it is free, so that there are few requests and no pauses.
   * Returns whether nothing is asked for because it has to wait for its turn.
   */
  private boolean ask() {
    long window = window();
    if (ended || asked > window - window / 4) {
      return false;
    }
    long more = window - asked;
    if (!plan.follows()) {
      more = Math.min(more, Math.min(left, plan.limit() - received) - asked);
    }
    long now = more > 0 ? turn(more) : 0;
    if (now > 0) {
      pace.measure(received);
      consumer.pull(now, plan.follows());
      asked += now;
    }
    return more > 0 && asked == 0;
  }

  /** As many of some messages as it may ask for now. */
  private long turn(long messages) {
    Turns.Member among = turns;
    if (among == null) {
      return messages;
    }
    long portion = among.isInCrowd() ? Math.max(1, plan.window() / PORTIONS) : messages;
    long taken = 0;
    long more = -1;
    while (taken < messages && more != 0) {
      more = among.take((int) Math.min(portion, messages - taken), plan.messageBytes());
      taken += more;
    }
    return Math.min(taken, messages);
  }

  private void status(Message message) {
    Status status = message.getStatus();
    switch (status.getCode()) {
      case 100 -> {
        // a sign of life
      }
      case 404, 408 -> {
        forget(unserved(message));
        ask();
      }
      case 409 -> {
        if ("Batch Completed".equals(status.getMessage())) {
          forget(unserved(message));
          ask();
        } else {
          restart();
        }
      }
      default -> restart();
    }
  }

  private void forget(long messages) {
    asked -= Math.min(asked, messages);
    if (asked == 0) {
      resetTurns();
    }
  }

  private long unserved(Message message) {
    List<String> values =
        message.hasHeaders() ? message.getHeaders().get("Nats-Pending-Messages") : null;
    try {
      return values == null ? asked : Long.parseLong(values.get(0));
    } catch (NumberFormatException e) {
      return asked;
    }
  }

  /** Finds out why nothing comes: nothing is left, something was lost, or the server is slow. */
  private void probe() {
    requirePatience();
    JsonNode info;
    try {
      info = consumer.info(Deadline.after(patience().atMost(PROBE)));
    } catch (JetStreamUnavailableException e) {
      return;
    }
    if (hasArrived()) {
      return;
    }
    long delivered = info == null ? -1 : info.path("delivered").path("consumer_seq").asLong();
    boolean nothingLeft = info != null && info.path("num_pending").asLong() == 0;
    if (delivered == lastOfConsumer && nothingLeft) {
      ended = !plan.follows();
      left = 0;
    } else if (info == null || isLost(delivered) || ++idleProbes >= IDLE_PROBES) {
      restart();
    }
  }

  /** What a server has delivered may still be in its queues, which the answer does not wait in. */
  private boolean isLost(long delivered) {
    return delivered != lastOfConsumer && ++missingProbes >= MISSING_PROBES;
  }

  private void requirePatience() {
    if (plan.follows()) {
      patience = null; // it has all the time of the world
    } else if (patience().isOver()) {
      throw new JetStreamUnavailableException(Outcome.NOT_SENT, api.bucket, "reading", null);
    }
  }

  private boolean hasArrived() {
    try {
      batch = arrivals.drain(batch, 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the next wait tells
    }
    return !batch.isEmpty();
  }

  /** Starts again behind the last message, which also counts anew what is left. */
  void restart() {
    consumer.close();
    batch.clear();
    while (!ended || !plan.follows()) {
      requirePatience();
      StreamApi.pause(fruitless == 0 ? Duration.ZERO : PAUSE);
      fruitless++;
      try {
        consumer = create(next, patience());
        start();
        return;
      } catch (JetStreamUnavailableException e) {
        if (!plan.follows() || api.messaging.isClosed()) {
          throw e;
        }
        if (beforeWait != null) {
          beforeWait.run();
        }
      }
    }
  }

  private OrderedConsumer create(ReadPlan from, Deadline deadline) {
    return OrderedConsumer.create(api, from, arrivals.newSink(), deadline);
  }

  private void start() {
    arrivals.askedAt(consumer.pullSubject);
    idleProbes = 0;
    missingProbes = 0;
    lastOfConsumer = 0;
    asked = 0;
    resetTurns();
    left = consumer.pending;
    ended = !plan.follows() && left == 0;
  }

  private void resetTurns() {
    Turns.Member among = turns;
    if (among != null) {
      among.reset();
    }
  }

  @Override
  public void close() {
    Turns.Member among = turns;
    turns = null;
    if (among != null) {
      among.close();
    }
    consumer.close();
  }
}
