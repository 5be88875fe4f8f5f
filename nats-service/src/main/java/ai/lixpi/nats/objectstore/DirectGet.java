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
 * allow it.
 */
final class DirectGet {
  private static final String WHAT = "DIRECT.GET";
  private static final byte[] NOTHING = {};

  private final String bucket;
  private final @Nullable CompletableFuture<Message> reply;

  private DirectGet(String bucket, @Nullable CompletableFuture<Message> reply) {
    this.bucket = bucket;
    this.reply = reply;
  }

  /** Asks for the newest message of a subject. */
  static DirectGet last(StreamApi api, String subject, Deadline deadline) {
    String direct = "$JS.API." + WHAT + "." + api.stream + "." + subject;
    return new DirectGet(
        api.bucket,
        Names.isPublishable(direct) // those of the longest names are left to the leader
            ? api.messaging.request(direct, null, NOTHING, deadline.atMost(StreamApi.TRY))
            : null);
  }

  /** Waits for the message, as some replica has it; null when that one has none. */
  @Nullable Message await() {
    if (reply == null) {
      return null;
    }
    try {
      Message message = StreamApi.await(reply, WHAT, bucket);
      return message.isStatusMessage() || !message.hasHeaders() ? null : message;
    } catch (NoRespondersException
        | NotConnectedException
        | ConnectionLostException
        | RequestTimeoutException e) {
      return null; // the leader is asked next, again and again if need be
    }
  }
}
