package ai.lixpi.nats.objectstore;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What the JetStream API says when it refuses: an HTTP-like code, its own number and a text. */
record ApiError(int code, int errorCode, String description) {
  static final int STREAM_NOT_FOUND = 10059;
  static final int STREAM_NAME_IN_USE = 10058;
  static final int NO_MESSAGE_FOUND = 10037;
  static final int WRONG_LAST_SEQUENCE = 10071;
  static final int WRONG_LAST_SEQUENCE_IN_PROCESS = 10164;
  static final int DUPLICATE_IN_PROCESS = 10158;
  static final int DUPLICATE_IN_BATCH = 10201;
  static final int STREAM_CREATE_FAILED = 10049;
  static final int INVALID_JSON = 10025;
  static final int SEQUENCE_NOT_FOUND = 10043;
  static final int MESSAGE_DELETE_FAILED = 10057;
  static final int STREAM_SEALED = 10109;
  static final int STORE_FAILED = 10077;
  static final int MESSAGE_TOO_LARGE = 10054;
  static final int INVALID_CONFIGURATION = 10052;
  static final int NOT_ENABLED_FOR_ACCOUNT = 10039;
  static final int NOT_ENABLED = 10076;
  static final int STREAM_OFFLINE = 10118;
  static final int CONSUMER_OFFLINE = 10119;

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  static @Nullable ApiError of(JsonNode reply) {
    JsonNode error = reply.path("error");
    return error.isObject()
        ? new ApiError(
            error.path("code").asInt(),
            error.path("err_code").asInt(),
            error.path("description").asText("no reason given"))
        : null;
  }

  /** Whether the same call may succeed a moment later: no leader yet, or too much at a time. */
  boolean isTransient() {
    if (errorCode == STREAM_OFFLINE || errorCode == CONSUMER_OFFLINE) {
      return true; // on a node that starts again
    }
    // a full bucket, a full disk and an account without JetStream are 503 too, and stay so
    return (code == UNAVAILABLE || code == TOO_MANY_REQUESTS) && !isQuota() && !isNotEnabled();
  }

  /** Whether JetStream is switched off for the account or on the server. */
  boolean isNotEnabled() {
    return errorCode == NOT_ENABLED_FOR_ACCOUNT || errorCode == NOT_ENABLED;
  }

  /** Whether a limit is reached: bytes of the bucket, storage of the account or the server. */
  boolean isQuota() {
    return switch (errorCode) {
      case STORE_FAILED -> description.contains("maximum") || description.contains("space");
      case 10002, 10023, 10028, 10047, 10026, 10027 -> true;
      default -> false;
    };
  }

  RuntimeException toException(String bucket, String what) {
    if (errorCode == STREAM_NOT_FOUND) {
      return new BucketNotFoundException(bucket);
    }
    if (errorCode == STREAM_NAME_IN_USE) {
      return new BucketExistsException(bucket);
    }
    if (errorCode == STREAM_SEALED) {
      return new BucketSealedException(bucket);
    }
    if (isNotEnabled()) {
      return JetStreamUnavailableException.notEnabled(bucket);
    }
    if (isQuota()) {
      return new QuotaExceededException(bucket, description);
    }
    return new JetStreamException(bucket, what, this);
  }
}
