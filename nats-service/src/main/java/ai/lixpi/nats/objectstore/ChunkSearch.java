package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectInfo;

/**
 * Finds where a chunk stands in the stream. Nothing says so; but a consumer that starts at a
 * sequence tells how many chunks lie at or behind it.
 */
final class ChunkSearch {
  private final Lookup.Found found;
  private final ReadPlan plan;

  ChunkSearch(Lookup.Found found, ReadPlan plan) {
    this.found = found;
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

  /** A reader that starts with a chunk, or at a place where too few or too many follow. */
  OrderedReader open(long chunk) {
    if (chunk == 0) {
      return OrderedReader.open(found.api(), plan);
    }
    long chunks = found.info().getChunks();
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
