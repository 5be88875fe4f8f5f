package ai.lixpi.nats.objectstore;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the chunk of an object that has only one, without a consumer. */
final class SingleChunk {
  private static final String WHAT = "STREAM.MSG.GET";

  private static final byte[] NOTHING = {};

  private SingleChunk() {}

  static byte[] read(Lookup.Found found, Duration patience, RecentChunks.@Nullable Guess guess) {
    Message guessed = guess == null ? null : guess.of(found.info());
    if (guessed != null) {
      return guessed.getData();
    }
    StreamApi api = found.api();
    Deadline deadline = Deadline.after(patience);
    String subject = Names.chunks(api.bucket, ChunkSearch.nuid(found.info()));
    Message message = DirectGet.last(api, subject, deadline).await();
    if (message != null) {
      return message.getData();
    }
    byte[] body = ("{\"last_by_subj\":\"" + subject + "\"}").getBytes(StandardCharsets.US_ASCII);
    JsonNode answer = api.tryCall("$JS.API." + WHAT + "." + api.stream, WHAT, body, deadline);
    ApiError error = ApiError.of(answer);
    if (error == null) {
      try {
        byte[] data = answer.path("message").path("data").binaryValue();
        return data == null ? NOTHING : data;
      } catch (IOException e) {
        throw ApiAnswer.none(api.bucket, WHAT);
      }
    }
    if (error.errorCode() == ApiError.NO_MESSAGE_FOUND) {
      throw new MissingChunks(found, patience).why(0, 0);
    }
    throw error.toException(api.bucket, WHAT);
  }
}
