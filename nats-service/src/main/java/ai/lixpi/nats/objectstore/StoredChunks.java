package ai.lixpi.nats.objectstore;

import io.nats.client.Message;
import io.nats.client.api.ObjectInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Chunks of one object in their order, as the server holds them, none missing and none extra. */
final class StoredChunks implements AutoCloseable {
  /**
   * How many bytes may be under way or unread, or twice as many where they come quickly: what one
   * read takes of the memory.
   */
  static final long WINDOW_BYTES = 4 * 1024 * 1024;

  private static final int MAX_WINDOW = 1024;

  private final StreamApi api;
  private final ObjectInfo info;
  private final MissingChunks missing;
  private final OrderedReader reader;
  private final long first;
  private final long count;
  private final Duration patience;

  // Mutable state
  private long taken;
  private long lastTimeNanos;
  private boolean closed;

  /**
   * Opens chunks.
   *
   * @param found the object
   * @param first the first chunk, counted from 0
   * @param count how many
   * @param patience how long the server may stay silent
   */
  StoredChunks(Lookup.Found found, long first, long count, Duration patience) {
    this.api = found.api();
    this.info = found.info();
    this.missing = new MissingChunks(found, patience);
    this.first = first;
    this.count = count;
    this.patience = patience;
    this.reader = new ChunkSearch(found, plan(found, count, patience), missing).open(first);
    try {
      requireAll();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static ReadPlan plan(Lookup.Found found, long count, Duration patience) {
    ObjectInfo info = found.info();
    long average = Math.max(1, info.getSize() / Math.max(1, info.getChunks()));
    int window = (int) Math.max(2, Math.min(MAX_WINDOW, WINDOW_BYTES / average));
    String filter = Names.chunks(found.api().bucket, ChunkSearch.nuid(info));
    return new ReadPlan(
        filter, ReadPlan.Start.SEQUENCE, 1, window, 0, average, count, false, patience);
  }

  /** Gives a chunk back to which nobody else has a reference. */
  void reuse(byte[] chunk) {
    api.messaging.reuse(chunk);
  }

  void beforeWait(Runnable check) {
    reader.beforeWait(check);
  }

  void wake() {
    reader.wake();
  }

  /** The next chunk, or null after the last. */
  byte @Nullable [] next() {
    if (taken == count) {
      return null;
    }
    Delivery delivery = reader.next();
    if (delivery == null) {
      throw missing.why(first + taken, lastTimeNanos);
    }
    if (count < info.getChunks()) { // else the digest tells
      requireIndex(delivery.message());
    }
    taken++;
    lastTimeNanos = delivery.timeNanos();
    requireAll();
    return delivery.data();
  }

  /** Chunks that this library has put say in their message id which they are. */
  private void requireIndex(Message message) {
    String id = message.hasHeaders() ? message.getHeaders().getFirst(Chunk.MESSAGE_ID) : null;
    String ours = ChunkSearch.nuid(info) + ":";
    if (id == null || !id.startsWith(ours)) {
      return;
    }
    String index = String.valueOf(first + taken);
    if (!id.equals(ours + index) && !id.startsWith(ours + index + ":")) {
      throw missing.elsewhere(first + taken);
    }
  }

  /** The server tells with each chunk how many follow. */
  private void requireAll() {
    long expected = info.getChunks() - first - taken;
    if (reader.left() == expected) {
      return;
    }
    Deadline deadline = Deadline.after(patience);
    while (reader.left() != expected) {
      reader.restart(); // what it has counted while chunks were removed is an estimate
      if (reader.left() > expected) {
        throw missing.extra();
      }
      if (reader.left() < expected) {
        RuntimeException why = missing.why(first + taken, lastTimeNanos);
        if (deadline.isOver() || !missing.isOnlyBehind(why, deadline)) {
          throw why;
        }
      }
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      reader.close();
    }
  }
}
