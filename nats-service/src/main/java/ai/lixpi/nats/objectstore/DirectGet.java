package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.ConnectionLostException;
import ai.lixpi.nats.NoRespondersException;
import ai.lixpi.nats.NotConnectedException;
import ai.lixpi.nats.RequestTimeoutException;
import io.nats.client.Message;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads a single message from any replica of a stream: the quickest way, in one round trip and
 * without JSON. That there is nothing is no proof: the replica may be behind, and a stream may not
 * allow it. While the one that was asked is silent, others are asked too.
 */
final class DirectGet {
  private static final String WHAT = "DIRECT.GET";
  private static final int TRIES = 5;
  private static final byte[] NOTHING = {};

  private final StreamApi api;
  private final String direct;
  private final Deadline deadline;
  private final long start = System.nanoTime();

  private final @Nullable CompletableFuture<Message> first;

  private DirectGet(StreamApi api, String direct, Deadline deadline) {
    this.api = api;
    this.direct = direct;
    this.deadline = Deadline.after(deadline.atMost(StreamApi.TRY));
    // those of the longest names are left to the leader
    this.first = Names.isPublishable(direct) ? ask() : null;
  }

  /** Asks for the newest message of a subject. */
  static DirectGet last(StreamApi api, String subject, Deadline deadline) {
    return new DirectGet(api, "$JS.API." + WHAT + "." + api.stream + "." + subject, deadline);
  }

  private CompletableFuture<Message> ask() {
    return api.messaging.request(direct, null, NOTHING, deadline.left());
  }

  /** Waits for the message, as some replica has it; null when that one has none. */
  @Nullable Message await() {
    if (first == null) {
      return null;
    }
    CompletableFuture<Message> any = first;
    for (int tries = 1; tries < TRIES && !api.hedge.isDone(any); tries++) {
      any = any.applyToEither(ask(), message -> message);
    }
    try {
      Message message = StreamApi.await(any, WHAT, api.bucket);
      if (any == first) {
        api.hedge.answered(System.nanoTime() - start);
      }
      return message.isStatusMessage() || !message.hasHeaders() ? null : message;
    } catch (NoRespondersException
        | NotConnectedException
        | ConnectionLostException
        | RequestTimeoutException e) {
      return null; // the leader is asked next, again and again if need be
    }
  }
}
