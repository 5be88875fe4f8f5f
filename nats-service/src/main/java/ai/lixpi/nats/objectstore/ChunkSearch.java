package ai.lixpi.nats.objectstore;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.api.ObjectInfo;
import java.nio.charset.StandardCharsets;

/**
 * Finds where a chunk stands in the stream. Nothing says so; but a consumer that starts at a
 * sequence tells how many chunks lie at or behind it.
 */
final class ChunkSearch {
  private final Lookup.Found found;
  private final MissingChunks missing;
  private final ReadPlan plan;

  ChunkSearch(Lookup.Found found, ReadPlan plan, MissingChunks missing) {
    this.found = found;
    this.missing = missing;
    this.plan = plan;
  }

  static String nuid(ObjectInfo info) {
    String nuid = info.getNuid();
    if (nuid == null || nuid.isEmpty() || nuid.chars().anyMatch(ChunkSearch::isForbidden)) {
      throw new ObjectIntegrityException(
          info.getBucket(), info.getObjectName(), "its record does not say where its chunks are");
    }
    return nuid;
  }

  private static boolean isForbidden(int c) {
    return c <= ' ' || c > '~' || c == '.' || c == '*' || c == '>' || c == '"' || c == '\\';
  }

  private void requireAll(long chunks) {
    String what = "STREAM.INFO";
    String subject = plan.filter();
    byte[] body = ("{\"subjects_filter\":\"" + subject + "\"}").getBytes(StandardCharsets.US_ASCII);
    StreamApi api = found.api();
    JsonNode info = api.json(api.call(what, body, Deadline.after(plan.patience())), what);
    long there = info.path("state").path("subjects").path(subject).asLong();
    if (there < chunks) {
      throw missing.why(there + 1, 0);
    }
    if (there > chunks) {
      throw missing.extra();
    }
  }

  /** A reader that starts with a chunk, or at a place where too few or too many follow. */
  OrderedReader open(long chunk) {
    if (chunk == 0) {
      return OrderedReader.open(found.api(), plan);
    }
    long chunks = found.info().getChunks();
    requireAll(chunks); // else a chunk that is missing would make another one look like this
    long wanted = chunks - chunk;
    long low = 1;
    long high = Math.max(1, found.meta().sequence());
    // most often the record stands right behind the chunks, and the chunks side by side
    long at = Math.max(low, high - wanted);
    while (true) {
      OrderedReader reader = OrderedReader.open(found.api(), plan.from(at));
      long behind = reader.left();
      if (behind == wanted) {
        return reader;
      }
      if (behind > wanted) {
        low = at + 1;
      } else {
        high = at - 1;
      }
      if (low > high) {
        return reader;
      }
      reader.close();
      long near = at + behind - wanted;
      boolean within = behind > 0 && behind < chunks && near >= low && near <= high;
      at = within ? near : low + (high - low) / 2;
    }
  }
}
