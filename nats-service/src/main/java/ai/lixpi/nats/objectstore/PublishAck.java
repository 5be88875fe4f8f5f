package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.BufferFullException;
import ai.lixpi.nats.ConnectionLostException;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.NoRespondersException;
import ai.lixpi.nats.NotConnectedException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.RequestTimeoutException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.nats.client.Message;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message that was published to the stream.
 *
 * @param kind what is known
 * @param sequence its sequence when it is stored
 * @param failure why it is not
 */
record PublishAck(Kind kind, long sequence, @Nullable RuntimeException failure) {
  enum Kind {
    /** It is in the stream. */
    STORED,
    /** It is not in the stream, but may be a moment later. */
    NOT_NOW,
    /** It may be in the stream. */
    UNSETTLED,
    /** It may be in the stream, but what has answered is no stream of this bucket. */
    UNREADABLE,
    /** It is not in the stream, while an earlier copy or another message is on its way there. */
    IN_PROCESS,
    /** It, or a message of its batch, was stored by an earlier copy. */
    ALREADY,
    /** Its expectation does not hold. */
    CONFLICT,
    /** It will not get into the stream. */
    REFUSED
  }

  private static final int MOST_DIGITS = 19;
  private static final String STORED_START = "{\"stream\":\"" + Names.stream("");
  private static final String SEQUENCE = "\"seq\":";

  static PublishAck of(
      @Nullable Message reply, @Nullable Throwable failure, String bucket, String what) {
    if (reply != null) {
      return ofReply(reply.getData(), bucket, what);
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof NoRespondersException
        || cause instanceof NotConnectedException
        || cause instanceof BufferFullException) {
      return new PublishAck(Kind.NOT_NOW, 0, (RuntimeException) cause);
    }
    if (cause instanceof ConnectionLostException || cause instanceof RequestTimeoutException) {
      return new PublishAck(Kind.UNSETTLED, 0, (RuntimeException) cause);
    }
    return new PublishAck(
        Kind.REFUSED,
        0,
        cause instanceof RuntimeException known ? known : new IllegalStateException(cause));
  }

  private static PublishAck ofReply(byte[] data, String bucket, String what) {
    long sequence = sequence(data, bucket);
    if (sequence > 0) {
      return new PublishAck(Kind.STORED, sequence, null);
    }
    JsonNode answer = parse(data);
    ApiError error = ApiError.of(answer);
    if (error != null && error.code() > 0) {
      return ofError(error, bucket, what);
    }
    sequence = answer.path("seq").canConvertToLong() ? answer.path("seq").asLong() : 0;
    return sequence > 0 && answer.path("stream").asText().equals(Names.stream(bucket))
        ? new PublishAck(Kind.STORED, sequence, null)
        : new PublishAck(Kind.UNREADABLE, 0, ApiAnswer.none(bucket, what));
  }

  private static PublishAck ofError(ApiError error, String bucket, String what) {
    RuntimeException failure = error.toException(bucket, what);
    return switch (error.errorCode()) {
      // found out before any expectation is looked at; of a message alone the sequence is told
      case ApiError.DUPLICATE_IN_BATCH -> new PublishAck(Kind.ALREADY, 0, failure);
      case ApiError.WRONG_LAST_SEQUENCE -> new PublishAck(Kind.CONFLICT, 0, failure);
      // the same subject or id is being written: by an earlier copy of this very message, perhaps
      case ApiError.WRONG_LAST_SEQUENCE_IN_PROCESS, ApiError.DUPLICATE_IN_PROCESS ->
          new PublishAck(Kind.IN_PROCESS, 0, failure);
      // a server that is being stopped says so of what the others may store all the same
      case ApiError.STORE_FAILED ->
          new PublishAck(error.isQuota() ? Kind.REFUSED : Kind.UNSETTLED, 0, failure);
      default -> new PublishAck(error.isTransient() ? Kind.NOT_NOW : Kind.REFUSED, 0, failure);
    };
  }

  private static JsonNode parse(byte[] data) {
    try {
      return MetaJson.JSON.readTree(data);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** Found without a JSON parser, because it comes once for each chunk; 0 when there is none. */
  private static long sequence(byte[] data, String bucket) {
    int end = STORED_START.length() + bucket.length();
    if (!isAt(data, 0, STORED_START)
        || !isAt(data, STORED_START.length(), bucket)
        || !isAt(data, end, "\"")) {
      return 0;
    }
    for (int i = end; i < data.length; i++) {
      if (isAt(data, i, SEQUENCE)) {
        return number(data, i + SEQUENCE.length());
      }
    }
    return 0;
  }

  private static boolean isAt(byte[] data, int at, String text) {
    if (data == null || at + text.length() > data.length) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (data[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static long number(byte[] data, int from) {
    long number = 0;
    int i = from;
    for (; i < data.length && data[i] >= '0' && data[i] <= '9'; i++) {
      number = number * 10 + data[i] - '0';
    }
    boolean whole = i < data.length && i - from < MOST_DIGITS && data[data.length - 1] == '}';
    return whole && (data[i] == ',' || data[i] == '}') ? number : 0;
  }

  /** Why it was not stored; there is a reason for all kinds but one. */
  RuntimeException reason() {
    return failure == null
        ? new NatsServiceException(Outcome.UNKNOWN, "The message was stored.")
        : failure;
  }
}
