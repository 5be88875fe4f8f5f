package ai.lixpi.nats.objectstore;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.api.ObjectInfo;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Finds out why a chunk is not there, which only the leader of the stream can say. */
final class MissingChunks {
  private static final byte[] NOTHING = {};

  private final Lookup.Found found;
  private final Duration patience;

  MissingChunks(Lookup.Found found, Duration patience) {
    this.found = found;
    this.patience = patience;
  }

  /**
   * Why a chunk is missing.
   *
   * @param chunk the first that can be the one, counted from 0
   * @param lastTimeNanos when the chunk before it was stored, or 0
   */
  RuntimeException why(long chunk, long lastTimeNanos) {
    ObjectInfo info = found.info();
    String name = info.getObjectName();
    Deadline deadline = Deadline.after(patience);
    Optional<Meta> now = found.metas().find(name, deadline);
    if (now.isEmpty()) {
      return maxAge(deadline).isZero() ? changed() : expired();
    }
    if (!now.get().isLive() || !ChunkSearch.nuid(info).equals(now.get().info().getNuid())) {
      return changed();
    }
    if (isOver(maxAge(deadline), lastTimeNanos)) {
      return expired();
    }
    return new ObjectIntegrityException(
        info.getBucket(),
        name,
        "of its " + info.getChunks() + " chunks one behind the first " + chunk + " is missing");
  }

  /** Whether nothing is missing, and only the replica that was asked has not got it yet. */
  boolean isOnlyBehind(RuntimeException why, Deadline deadline) {
    if (!(why instanceof ObjectIntegrityException)) {
      return false;
    }
    ObjectInfo info = found.info();
    return new StreamSubjects(found.api()).count(ChunkSearch.nuid(info), deadline)
        >= info.getChunks();
  }

  ObjectIntegrityException extra() {
    ObjectInfo info = found.info();
    return new ObjectIntegrityException(
        info.getBucket(),
        info.getObjectName(),
        "there are more chunks than the " + info.getChunks() + " of its record");
  }

  ObjectIntegrityException elsewhere(long chunk) {
    ObjectInfo info = found.info();
    return new ObjectIntegrityException(
        info.getBucket(),
        info.getObjectName(),
        "another chunk stands in the place of its " + chunk);
  }

  private Duration maxAge(Deadline deadline) {
    JsonNode answer =
        found.api().json(found.api().call("STREAM.INFO", NOTHING, deadline), "STREAM.INFO");
    return Duration.ofNanos(answer.path("config").path("max_age").asLong());
  }

  /**
   * Whether the age limit can have taken it. Chunks are older than their record, but not older than
   * the chunk before them; of the first nothing is known, so the upload is taken to have lasted
   * less than half of the limit.
   */
  private boolean isOver(Duration maxAge, long lastTimeNanos) {
    if (maxAge.isZero()) {
      return false;
    }
    long now = System.currentTimeMillis();
    if (lastTimeNanos > 0) {
      return lastTimeNanos / 1_000_000 + maxAge.toMillis() <= now;
    }
    ZonedDateTime modified = found.info().getModified();
    return modified != null && modified.toInstant().toEpochMilli() + maxAge.toMillis() / 2 <= now;
  }

  private ObjectChangedException changed() {
    return new ObjectChangedException(found.info().getBucket(), found.info().getObjectName());
  }

  private ObjectExpiredException expired() {
    return new ObjectExpiredException(found.info().getBucket(), found.info().getObjectName());
  }
}
