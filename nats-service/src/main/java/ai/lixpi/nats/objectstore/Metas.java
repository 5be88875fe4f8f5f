package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.Message;
import io.nats.client.api.ObjectInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The records of the objects of one bucket, read from the leader of the stream. */
final class Metas {
  private static final String GET = "STREAM.MSG.GET";
  private static final int NOT_FOUND = 404;
  private static final byte[] NOTHING = {};
  private static final Duration ASKED = Duration.ofSeconds(2);

  private final StreamApi api;
  private final String bucket;

  Metas(StreamApi api) {
    this.api = api;
    this.bucket = api.bucket;
  }

  /**
   * The newest record of a name, deleted or not, as the stream's leader has it: under the URL-safe
   * alphabet, or where an older Java client or nats.js wrote it.
   */
  Optional<Meta> find(String name, Deadline deadline) {
    String subject = Names.meta(bucket, name);
    JsonNode message = message(subject, deadline);
    Meta stray = stray(name, deadline);
    return stray != null && (message == null || message.path("seq").asLong() < stray.sequence())
        ? Optional.of(stray)
        : read(name, subject, message);
  }

  /** The newest live record of a name where other clients may have written it, if any. */
  @Nullable Meta stray(String name, Deadline deadline) {
    Meta newest = null;
    for (String subject : Names.otherMetas(bucket, name)) {
      Meta there = lenient(subject, name, message(subject, deadline));
      if (there != null
          && isStray(there, name)
          && (newest == null || newest.sequence() < there.sequence())) {
        newest = there;
      }
    }
    return newest;
  }

  /** Whether it is a live record of that name: Latin-1 of one may be UTF-8 of another. */
  static boolean isStray(Meta there, String name) {
    return there.isLive() && there.info().getObjectName().equals(name);
  }

  private Optional<Meta> read(String name, String subject, @Nullable JsonNode message) {
    try {
      return message == null ? Optional.empty() : Optional.of(meta(subject, message));
    } catch (IOException e) {
      throw new ObjectIntegrityException(
          bucket, name, "its record can't be read (" + e.getMessage() + ")");
    }
  }

  /** What stands under a name, for a change of it. A record that can't be read is no object. */
  Standing standing(String name, Deadline deadline) {
    String subject = Names.meta(bucket, name);
    try {
      Meta current = lenient(subject, name, message(subject, deadline));
      return new Standing(subject, current, stray(name, deadline));
    } catch (JetStreamUnavailableException e) {
      throw e.beforeChange();
    }
  }

  /** As {@link #standing(String, Deadline)}, with the answer to {@link #ask} as a first guess. */
  Standing standing(String name, @Nullable CompletableFuture<Message> asked, Deadline deadline) {
    Message answer = asked == null ? null : guess(asked);
    if (answer == null) {
      return standing(name, deadline);
    }
    String subject = Names.meta(bucket, name);
    if (answer.isStatusMessage()) {
      return new Standing(subject, null, stray(name, deadline));
    }
    try {
      Meta guessed = direct(subject, answer);
      // what is to be mended before a write must be known for sure
      return Renames.concerns(guessed)
          ? standing(name, deadline)
          : new Standing(subject, guessed, stray(name, deadline));
    } catch (IOException e) {
      return standing(name, deadline);
    }
  }

  private @Nullable Message guess(CompletableFuture<Message> asked) {
    if (!api.hedge.isDone(asked)) {
      return null; // the replica hangs: the leader is asked
    }
    try {
      Message answer = StreamApi.await(asked, GET, bucket);
      boolean known =
          answer.isStatusMessage()
              ? answer.getStatus().getCode() == NOT_FOUND
              : answer.hasHeaders();
      return known ? answer : null;
    } catch (InterruptedCallException e) {
      throw e;
    } catch (NatsServiceException e) {
      return null; // the leader is asked
    }
  }

  private Meta direct(String subject, Message message) throws IOException {
    Headers headers = message.getHeaders();
    try {
      return new Meta(
          MetaJson.read(
              bucket, message.getData(), time(String.valueOf(headers.getFirst("Nats-Time-Stamp")))),
          subject,
          Long.parseLong(headers.getFirst("Nats-Sequence")),
          headers);
    } catch (NumberFormatException e) {
      throw new IOException(e);
    }
  }

  private @Nullable JsonNode answer(CompletableFuture<Message> asked) {
    try {
      JsonNode answer = api.json(StreamApi.await(asked, GET, bucket), GET);
      ApiError error = ApiError.of(answer);
      return error != null && error.isTransient() ? null : answer;
    } catch (InterruptedCallException e) {
      throw e;
    } catch (NatsServiceException e) {
      return null; // to be asked again
    }
  }

  /**
   * Asks any replica for the record of a name; the answer goes to {@link #standing}. It may be old,
   * but then the compare-and-set that it is for fails.
   */
  CompletableFuture<Message> ask(String name) {
    String direct = "$JS.API.DIRECT.GET." + api.stream + "." + Names.meta(bucket, name);
    return Names.isPublishable(direct)
        ? api.messaging.request(direct, null, NOTHING, ASKED)
        : CompletableFuture.failedFuture( // so that the leader is asked
            new JetStreamUnavailableException(Outcome.NOT_SENT, bucket, "DIRECT.GET", null));
  }

  /** Asks for the record at a subject; the answer goes to {@link #raw}. */
  CompletableFuture<Message> askAt(String subject) {
    return api.messaging.request("$JS.API." + GET + "." + api.stream, null, body(subject), ASKED);
  }

  /**
   * A record, or what stands in its place.
   *
   * @param sequence its sequence; 0 when it is gone
   * @param meta the record, or null when it can't be read or is gone
   * @param text what can't be read
   */
  record Raw(long sequence, @Nullable Meta meta, String text) {}

  Raw raw(String subject, CompletableFuture<Message> asked, Deadline deadline) {
    JsonNode answer = answer(asked);
    JsonNode message = answer == null ? message(subject, deadline) : message(answer);
    return message == null ? new Raw(0, null, "") : raw(message);
  }

  private Raw raw(JsonNode message) {
    long sequence = message.path("seq").asLong();
    try {
      return new Raw(sequence, meta(message.path("subject").asText(), message), "");
    } catch (IOException e) {
      return new Raw(sequence, null, new String(decode(message, "data"), StandardCharsets.UTF_8));
    }
  }

  /** The next record from a sequence on, or null when there is none. */
  @Nullable Raw next(String filter, long sequence, Deadline deadline) {
    String body = "{\"seq\":" + sequence + ",\"next_by_subj\":\"" + filter + "\"}";
    JsonNode message =
        message(
            api.tryCall(
                "$JS.API." + GET + "." + api.stream,
                GET,
                body.getBytes(StandardCharsets.US_ASCII),
                deadline));
    if (message != null && message.path("seq").asLong() < sequence) {
      throw ApiAnswer.none(bucket, GET);
    }
    return message == null ? null : raw(message);
  }

  /** The record at a subject; one that can't be read comes as that of a deleted object. */
  @Nullable Meta at(String subject, String name, Deadline deadline) {
    return lenient(subject, name, message(subject, deadline));
  }

  private @Nullable Meta lenient(String subject, String name, @Nullable JsonNode message) {
    if (message == null) {
      return null;
    }
    try {
      return meta(subject, message);
    } catch (IOException e) {
      ObjectInfo nothing = ObjectInfo.builder(bucket, name).deleted(true).build();
      return new Meta(nothing, subject, message.path("seq").asLong());
    }
  }

  private static byte[] body(String subject) {
    return ("{\"last_by_subj\":\"" + subject + "\"}").getBytes(StandardCharsets.US_ASCII);
  }

  private @Nullable JsonNode message(String subject, Deadline deadline) {
    return message(api.tryCall("$JS.API." + GET + "." + api.stream, GET, body(subject), deadline));
  }

  private @Nullable JsonNode message(JsonNode answer) {
    ApiError error = ApiError.of(answer);
    if (error == null) {
      return answer.path("message");
    }
    if (error.errorCode() == ApiError.NO_MESSAGE_FOUND) {
      return null;
    }
    throw error.toException(bucket, GET);
  }

  private Meta meta(String subject, JsonNode message) throws IOException {
    byte[] payload = decode(message, "data");
    return new Meta(
        MetaJson.read(bucket, payload, time(message.path("time").asText())),
        subject,
        message.path("seq").asLong(),
        headers(decode(message, "hdrs")));
  }

  private byte[] decode(JsonNode message, String field) {
    try {
      return Base64.getDecoder().decode(message.path(field).asText());
    } catch (IllegalArgumentException e) {
      throw ApiAnswer.none(bucket, GET);
    }
  }

  private static Headers headers(byte[] block) {
    Headers headers = new Headers();
    new String(block, StandardCharsets.UTF_8)
        .lines()
        .skip(1) // the version of the format
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                try {
                  headers.add(line.substring(0, colon), line.substring(colon + 1).trim());
                } catch (IllegalArgumentException e) {
                  // a foreign header that jnats would not send; none of ours
                }
              }
            });
    return headers;
  }

  /** When the last message of a subject came, if there is one. */
  Optional<ZonedDateTime> lastTime(String subject, Deadline deadline) throws IOException {
    JsonNode message = message(subject, deadline);
    return message == null ? Optional.empty() : Optional.of(time(message.path("time").asText()));
  }

  static ZonedDateTime time(String text) throws IOException {
    try {
      return OffsetDateTime.parse(text).toZonedDateTime();
    } catch (DateTimeParseException e) {
      throw new IOException("The time of the record can't be read.", e);
    }
  }
}
