package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;
import io.nats.client.api.ObjectInfo;

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

  /** A reader that starts with a chunk. */
  OrderedReader open(long chunk) {
    if (chunk == 0) {
      return OrderedReader.open(found.api(), plan);
    }
    Deadline deadline = Deadline.after(plan.patience());
    OrderedReader reader = search(found.info().getChunks() - chunk, deadline);
    try {
      requireAll(deadline); // else one that was removed meanwhile made another look like this
      return reader;
    } catch (RuntimeException | Error e) {
      reader.close();
      throw e;
    }
  }

  /** Where as many chunks follow as wanted, or nearly so when there is no such place. */
  private OrderedReader search(long wanted, Deadline deadline) {
    long chunks = found.info().getChunks();
    String leader = requireAll(deadline);
    long low = 1;
    long high = Math.max(1, found.meta().sequence());
    // most often the record stands right behind the chunks, and the chunks side by side
    long at = Math.max(low, high - wanted);
    while (true) {
      OrderedReader reader = OrderedReader.open(found.api(), plan.from(at));
      if (!reader.server().isEmpty() && !reader.server().equals(leader)) {
        reader.close(); // a replica that is behind counts too few, so only the leader is believed
        requireTime(deadline);
        leader = requireAll(deadline);
        continue;
      }
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

  private void requireTime(Deadline deadline) {
    if (deadline.isOver()) {
      throw new JetStreamUnavailableException(
          Outcome.NOT_SENT, found.api().bucket, "reading", null);
    }
  }

  /** Throws unless the leader has all chunks and no more; returns its name. */
  private String requireAll(Deadline deadline) {
    long chunks = found.info().getChunks();
    StreamSubjects.AtLeader there =
        new StreamSubjects(found.api()).atLeader(plan.filter(), deadline);
    if (there.messages() < chunks) {
      throw missing.why(there.messages() + 1, 0);
    }
    if (there.messages() > chunks) {
      throw missing.extra();
    }
    return there.server();
  }
}
