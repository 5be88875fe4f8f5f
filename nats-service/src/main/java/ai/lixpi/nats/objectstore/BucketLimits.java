package ai.lixpi.nats.objectstore;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * What the stream of a bucket allows, as far as uploads must know.
 *
 * @param duplicateWindow how long the server knows a message id
 * @param maxMessageSize the largest message in bytes, headers included; -1 for no limit
 * @param bounded whether the bytes of the bucket are limited
 * @param atOnce whether a small object goes faster in an atomic batch
 */
record BucketLimits(
    Duration duplicateWindow, long maxMessageSize, boolean bounded, boolean atOnce) {
  static BucketLimits of(JsonNode streamInfo) {
    JsonNode config = streamInfo.path("config");
    return new BucketLimits(
        Duration.ofNanos(config.path("duplicate_window").asLong()),
        config.path("max_msg_size").asLong(-1),
        config.path("max_bytes").asLong(-1) > 0,
        // with file storage the server prepares each batch in files of its own, which takes longer
        config.path(BucketAdmin.ALLOW_ATOMIC).asBoolean()
            && config.path("storage").asText().equals("memory"));
  }

  /** The largest message that both the stream and the connection take. */
  long largestMessage(long maxPayload) {
    long largest = maxPayload > 0 ? maxPayload : Long.MAX_VALUE;
    return maxMessageSize > 0 ? Math.min(largest, maxMessageSize) : largest;
  }
}
