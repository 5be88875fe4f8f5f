package ai.lixpi.nats.objectstore;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * What the stream of a bucket allows, as far as uploads must know.
 *
 * @param duplicateWindow how long the server knows a message id
 * @param maxMessageSize the largest message in bytes, headers included; -1 for no limit
 * @param bounded whether the bytes of the bucket are limited
 */
record BucketLimits(Duration duplicateWindow, long maxMessageSize, boolean bounded) {
  static BucketLimits of(JsonNode streamInfo) {
    JsonNode config = streamInfo.path("config");
    return new BucketLimits(
        Duration.ofNanos(config.path("duplicate_window").asLong()),
        config.path("max_msg_size").asLong(-1),
        config.path("max_bytes").asLong(-1) > 0);
  }

  /** The largest message that both the stream and the connection take. */
  long largestMessage(long maxPayload) {
    long largest = maxPayload > 0 ? maxPayload : Long.MAX_VALUE;
    return maxMessageSize > 0 ? Math.min(largest, maxMessageSize) : largest;
  }
}
