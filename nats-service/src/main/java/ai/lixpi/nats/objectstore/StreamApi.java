package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.ConnectionLostException;
import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.NoRespondersException;
import ai.lixpi.nats.NotConnectedException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.RequestTimeoutException;
import ai.lixpi.nats.internal.Messaging;
import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * The JetStream API for one bucket: each call repeats what may succeed a moment later (no leader,
 * no connection, no answer) until its deadline, so only calls that may be carried out twice go
 * here.
 */
final class StreamApi {
  /** How long a call of the API may take in all. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** How long one try waits before the next is sent. */
  static final Duration TRY = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofMillis(50);

  /**
   * How long nobody may listen on the API before that counts as "not enabled". Longer than routes
   * of a cluster need to tell each other who listens where.
   */
  private static final Duration ABSENCE = Duration.ofSeconds(1);

  private static final String DIRECT =
      "$JS.API.DIRECT."; // silent where a stream has it switched off

  final Messaging messaging;
  final String bucket;
  final String stream;
  final Turns turns;
  final Hedge hedge = new Hedge();

  StreamApi(Messaging messaging, Turns turns, String bucket) {
    this.messaging = messaging;
    this.turns = turns;
    this.bucket = bucket;
    this.stream = Names.stream(bucket);
  }

  /** The same service, for another bucket. */
  StreamApi of(String otherBucket) {
    return new StreamApi(messaging, turns, otherBucket);
  }

  /**
   * Calls {@code $JS.API.<what>.<stream>} and returns the answer, or throws what it refuses with.
   */
  Message call(String what, byte[] body, Deadline deadline) {
    Message answer = ask("$JS.API." + what + "." + stream, what, body, deadline);
    ApiError error = ApiError.of(json(answer, what));
    if (error != null) {
      throw error.toException(bucket, what);
    }
    return answer;
  }

  /** Calls any subject of the API; an error that is not transient is returned in the answer. */
  JsonNode tryCall(String subject, String what, byte[] body, Deadline deadline) {
    return json(ask(subject, what, body, deadline), what);
  }

  /** Asks, again and again while it helps, and returns the raw reply. */
  Message ask(String subject, String what, byte[] body, Deadline deadline) {
    NatsServiceException last = null;
    Deadline absence = null;
    boolean sent = false;
    do {
      try {
        Message reply =
            await(messaging.request(subject, null, body, deadline.atMost(TRY)), what, bucket);
        if (!isTransient(reply)) {
          return reply;
        }
        absence = null;
      } catch (NoRespondersException e) {
        last = e;
        absence = absence == null ? Deadline.after(ABSENCE) : absence;
        if (absence.isOver() && !subject.startsWith(DIRECT)) {
          throw JetStreamUnavailableException.notEnabled(bucket);
        }
      } catch (NotConnectedException e) {
        last = e;
        absence = null;
      } catch (ConnectionLostException | RequestTimeoutException e) {
        last = e;
        absence = null;
        sent = true;
      }
      pause(deadline);
    } while (!deadline.isOver() && !messaging.isClosed());
    throw new JetStreamUnavailableException(
        sent ? Outcome.UNKNOWN : Outcome.NOT_SENT, bucket, what, last);
  }

  private boolean isTransient(Message reply) {
    byte[] data = reply.getData();
    if (data == null || data.length == 0 || data.length > 1024) {
      return false;
    }
    try {
      ApiError error = ApiError.of(MetaJson.JSON.readTree(data));
      return error != null && error.isTransient();
    } catch (IOException e) {
      return false; // not the API's JSON: a message of the stream itself
    }
  }

  JsonNode json(Message reply, String what) {
    try {
      JsonNode answer = MetaJson.JSON.readTree(reply.getData());
      if (ApiError.of(answer) != null || ApiAnswer.isOf(answer, what, stream)) {
        return answer;
      }
    } catch (IOException e) {
      // said below
    }
    throw ApiAnswer.none(bucket, what);
  }

  static void pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  private static void pause(Deadline deadline) {
    pause(deadline.atMost(PAUSE));
  }

  /** Waits for a reply; what it failed with is thrown as it is, an interrupt as its exception. */
  static Message await(CompletableFuture<Message> reply, String what, String bucket) {
    try {
      return reply.get();
    } catch (InterruptedException e) {
      reply.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(
          Outcome.UNKNOWN,
          "Interrupted while waiting for " + what + " of the bucket '" + bucket + "'.",
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
