package ai.lixpi.nats.objectstore;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many messages a stream has on which subjects, page by page. */
final class StreamSubjects {
  private final StreamApi api;

  StreamSubjects(StreamApi api) {
    this.api = api;
  }

  long lastSequence(Deadline deadline) {
    return page(Names.chunks(api.bucket, "none"), 0, deadline)
        .path("state")
        .path("last_seq")
        .asLong();
  }

  /**
   * What the leader of the stream says.
   *
   * @param server its name; empty when there is only one server
   * @param messages how many messages a subject has
   */
  record AtLeader(String server, long messages) {}

  AtLeader atLeader(String subject, Deadline deadline) {
    JsonNode info = page(subject, 0, deadline);
    return new AtLeader(
        info.path("cluster").path("leader").asText(""),
        info.path("state").path("subjects").path(subject).asLong());
  }

  /** How many chunks of an upload there are. */
  long count(String nuid, Deadline deadline) {
    return atLeader(Names.chunks(api.bucket, nuid), deadline).messages();
  }

  /** The subjects that match a filter and their counts. */
  Map<String, Long> all(String filter, Deadline deadline) {
    Map<String, Long> all = new LinkedHashMap<>();
    long total;
    int before;
    do {
      before = all.size();
      JsonNode page = page(filter, all.size(), deadline);
      JsonNode subjects = page.path("state").path("subjects");
      subjects.properties().forEach(each -> all.put(each.getKey(), each.getValue().asLong()));
      total = subjects.isEmpty() ? 0 : page.path("total").asLong();
    } while (all.size() < total && all.size() > before);
    return all;
  }

  private JsonNode page(String filter, int offset, Deadline deadline) {
    String body = "{\"subjects_filter\":\"" + filter + "\",\"offset\":" + offset + "}";
    return api.json(
        api.call("STREAM.INFO", body.getBytes(StandardCharsets.US_ASCII), deadline), "STREAM.INFO");
  }
}
