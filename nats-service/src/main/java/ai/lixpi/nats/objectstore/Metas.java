package ai.lixpi.nats.objectstore;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.api.ObjectInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Optional;

/** The records of the objects of one bucket: read from the leader, written by compare-and-set. */
final class Metas {
  private final StreamApi api;
  private final String bucket;

  Metas(StreamApi api) {
    this.api = api;
    this.bucket = api.bucket;
  }

  /**
   * The newest record of a name, deleted or not, as the stream's leader has it: under the URL-safe
   * alphabet, else where an older Java client wrote it.
   */
  Optional<Meta> find(String name, Deadline deadline) {
    String subject = Names.meta(bucket, name);
    Optional<Meta> found = read(subject, deadline);
    String old = Names.oldMeta(bucket, name);
    if (old.equals(subject) || found.filter(Meta::isLive).isPresent()) {
      return found;
    }
    return read(old, deadline).filter(Meta::isLive).or(() -> found);
  }

  private Optional<Meta> read(String subject, Deadline deadline) {
    String what = "STREAM.MSG.GET";
    byte[] body = ("{\"last_by_subj\":\"" + subject + "\"}").getBytes(StandardCharsets.US_ASCII);
    JsonNode answer = api.tryCall("$JS.API." + what + "." + api.stream, what, body, deadline);
    ApiError error = ApiError.of(answer);
    if (error != null) {
      if (error.errorCode() == ApiError.NO_MESSAGE_FOUND) {
        return Optional.empty();
      }
      throw error.toException(bucket, what);
    }
    JsonNode message = answer.path("message");
    return Optional.of(
        new Meta(
            info(subject, Base64.getDecoder().decode(message.path("data").asText()), message),
            subject,
            message.path("seq").asLong()));
  }

  private ObjectInfo info(String subject, byte[] payload, JsonNode message) {
    try {
      return MetaJson.read(bucket, payload, time(message.path("time").asText()));
    } catch (IOException e) {
      String encoded = subject.substring(Names.metaPrefix(bucket).length());
      throw new ObjectIntegrityException(
          bucket, encoded, "its record can't be read (" + e.getMessage() + ")");
    }
  }

  static ZonedDateTime time(String text) throws IOException {
    try {
      return OffsetDateTime.parse(text).toZonedDateTime();
    } catch (DateTimeParseException e) {
      throw new IOException("The time of the record can't be read.", e);
    }
  }
}
