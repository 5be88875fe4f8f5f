package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;
import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.api.ObjectStoreStatus;
import io.nats.client.api.StreamInfo;
import io.nats.client.support.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All buckets of an account: the server gives them in pages, sorted by name. */
final class BucketList {
  private static final String WHAT = "STREAM.LIST";
  static final String ANY = "*";

  private final StreamApi api;

  BucketList(StreamApi api) {
    this.api = api;
  }

  List<ObjectStoreStatus> all() {
    Deadline deadline = Deadline.after(StreamApi.TIMEOUT);
    List<ObjectStoreStatus> found = null;
    while (found == null) {
      if (deadline.isOver()) {
        throw new JetStreamUnavailableException(Outcome.REJECTED, ANY, WHAT, null);
      }
      found = tryAll(deadline);
    }
    found.sort(Comparator.comparing(ObjectStoreStatus::getBucketName));
    return List.copyOf(found);
  }

  /** All pages, or null when buckets came or went meanwhile, or some node did not answer. */
  private @Nullable List<ObjectStoreStatus> tryAll(Deadline deadline) {
    List<ObjectStoreStatus> found = new ArrayList<>();
    long total = -1;
    int offset = 0;
    do {
      JsonNode page = page(offset);
      if ((total >= 0 && total != page.path("total").asLong()) || !page.path("missing").isEmpty()) {
        return null;
      }
      total = page.path("total").asLong();
      JsonNode streams = page.path("streams");
      streams.forEach(stream -> add(stream, found));
      offset += streams.size();
      if (streams.isEmpty()) {
        return found;
      }
    } while (offset < total && !deadline.isOver());
    return offset < total ? null : found;
  }

  private JsonNode page(int offset) {
    String body = "{\"subject\":\"" + Names.chunkPrefix(ANY) + ">\",\"offset\":" + offset + "}";
    JsonNode page =
        api.tryCall(
            "$JS.API." + WHAT,
            WHAT,
            body.getBytes(StandardCharsets.US_ASCII),
            Deadline.after(StreamApi.TIMEOUT));
    ApiError error = ApiError.of(page);
    if (error != null) {
      throw error.toException(ANY, WHAT);
    }
    return page;
  }

  private static void add(JsonNode stream, List<ObjectStoreStatus> found) {
    if (stream.path("config").path("name").asText().startsWith(Names.stream(""))) {
      found.add(
          ApiAnswer.read(
              ANY,
              WHAT,
              () -> new ObjectStoreStatus(new StreamInfo(JsonParser.parse(stream.toString())))));
    }
  }
}
