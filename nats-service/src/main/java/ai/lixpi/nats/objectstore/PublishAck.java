package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.BufferFullException;
import ai.lixpi.nats.ConnectionLostException;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.NoRespondersException;
import ai.lixpi.nats.NotConnectedException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.RequestTimeoutException;
import io.nats.client.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    /** It is not in the stream, while an earlier copy or another message is on its way there. */
    IN_PROCESS,
    /** It, or a message of its batch, was stored by an earlier copy. */
    ALREADY,
    /** Its expectation does not hold. */
    CONFLICT,
    /** It will not get into the stream. */
    REFUSED
  }

  private static final byte[] STORED_START = "{\"stream\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SEQUENCE = "\"seq\":".getBytes(StandardCharsets.US_ASCII);

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
    long sequence = sequence(data);
    return sequence > 0
        ? new PublishAck(Kind.STORED, sequence, null)
        : ofError(error(data), bucket, what);
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

  private static ApiError error(byte[] data) {
    try {
      ApiError error = ApiError.of(MetaJson.JSON.readTree(data));
      if (error != null) {
        return error;
      }
    } catch (IOException e) {
      // said below
    }
    return new ApiError(500, 0, "the answer is no acknowledgement");
  }

  /** Found without a JSON parser, because it comes once for each chunk; 0 when there is none. */
  private static long sequence(byte[] data) {
    if (!isAt(data, 0, STORED_START)) {
      return 0;
    }
    for (int i = STORED_START.length; i < data.length; i++) {
      if (isAt(data, i, SEQUENCE)) {
        return number(data, i + SEQUENCE.length);
      }
    }
    return 0;
  }

  private static boolean isAt(byte[] data, int at, byte[] text) {
    if (data == null || at + text.length > data.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (data[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  private static long number(byte[] data, int from) {
    long number = 0;
    for (int i = from; i < data.length && data[i] >= '0' && data[i] <= '9'; i++) {
      number = number * 10 + data[i] - '0';
    }
    return number;
  }

  /** Why it was not stored; there is a reason for all kinds but one. */
  RuntimeException reason() {
    return failure == null
        ? new NatsServiceException(Outcome.UNKNOWN, "The message was stored.")
        : failure;
  }
}
