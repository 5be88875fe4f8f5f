package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.ConnectionLostException;
import ai.lixpi.nats.NoRespondersException;
import ai.lixpi.nats.NotConnectedException;
import ai.lixpi.nats.RequestTimeoutException;
import io.nats.client.Message;
import org.jspecify.annotations.Nullable;

/**
 * Reads single messages from any replica of a stream: the quickest way, in one round trip and
 * without JSON. That there is nothing is no proof: the replica may be behind, and a stream may not
 * allow it.
 */
final class DirectGet {
  private static final String WHAT = "DIRECT.GET";
  private static final byte[] NOTHING = {};

  private DirectGet() {}

  /** The newest message of a subject, as some replica has it, or null. */
  static @Nullable Message last(StreamApi api, String subject, Deadline deadline) {
    try {
      Message message =
          StreamApi.await(
              api.messaging.request(
                  "$JS.API." + WHAT + "." + api.stream + "." + subject,
                  null,
                  NOTHING,
                  deadline.atMost(StreamApi.TRY)),
              WHAT,
              api.bucket);
      return message.isStatusMessage() || !message.hasHeaders() ? null : message;
    } catch (NoRespondersException
        | NotConnectedException
        | ConnectionLostException
        | RequestTimeoutException e) {
      return null; // the leader is asked next, again and again if need be
    }
  }
}
