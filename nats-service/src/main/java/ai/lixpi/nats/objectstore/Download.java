package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectInfo;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One read under way: the chunks of an object, checked, and cut to what was asked for. */
final class Download implements AutoCloseable {
  private final ObjectInfo info;
  private final ChunkRange range;
  private final Transfer progress;
  private final @Nullable Verifier verifier;
  private final @Nullable StoredChunks chunks;

  // Mutable state
  private byte @Nullable [] only;
  private long taken;
  private long skip;
  private long done;

  Download(
      Lookup.Found found,
      ChunkRange range,
      Duration patience,
      Transfer progress,
      RecentChunks.@Nullable Guess guess) {
    this.info = found.info();
    this.range = range;
    this.progress = progress;
    progress.total(OptionalLong.of(range.bytes()));
    boolean whole = range.bytes() == info.getSize() || info.getChunks() == 1;
    this.verifier = whole ? new Verifier(info) : null;
    this.skip = range.skip();
    if (verifier != null && info.getChunks() == 0) {
      verifier.finish();
    }
    boolean many = range.count() > 0 && !isSmall(info);
    this.only = range.count() == 1 && !many ? SingleChunk.read(found, patience, guess) : null;
    this.chunks = many ? new StoredChunks(found, range.first(), range.count(), patience) : null;
    if (chunks != null) {
      progress.wakeUp(chunks::wake);
      chunks.beforeWait(progress::requireNotCancelled);
    }
    progress.done(0);
    progress.tell();
  }

  /** Whether it has one chunk, which any link carries within the time of a request. */
  static boolean isSmall(ObjectInfo info) {
    return info.getChunks() == 1 && info.getSize() <= PutOptions.DEFAULT_CHUNK_SIZE;
  }

  ObjectInfo info() {
    return info;
  }

  Transfer progress() {
    return progress;
  }

  /** How many bytes there will be in all. */
  long size() {
    return range.bytes();
  }

  /**
   * The next bytes, or null after the last. The last are given only when everything that can be
   * checked has been.
   */
  byte @Nullable [] next() {
    while (taken < range.count() && (verifier != null || done < range.bytes())) {
      progress.requireNotCancelled();
      byte[] part = cut(nextChunk());
      if (part.length > 0) {
        done += part.length;
        progress.done(done);
        progress.tell();
        return part;
      }
    }
    if (done < range.bytes()) {
      throw damaged("its chunks end after " + done + " of " + range.bytes() + " bytes");
    }
    return null;
  }

  /** Takes bytes back that {@link #next} has given and that nobody looks at any more. */
  void reuse(byte[] part) {
    if (chunks != null) {
      chunks.reuse(part);
    }
  }

  private byte[] nextChunk() {
    byte[] chunk = chunks == null ? only : chunks.next();
    only = null;
    if (chunk == null) {
      throw new IllegalStateException("More chunks were asked for than there are.");
    }
    taken++;
    if (verifier != null) {
      verifier.add(chunk);
      if (taken == info.getChunks()) {
        verifier.finish();
      }
    } else if (range.chunkSize() > 0 && chunk.length != expectedLength()) {
      throw damaged("a chunk has " + chunk.length + " bytes instead of " + expectedLength());
    }
    return chunk;
  }

  private long expectedLength() {
    long start = (range.first() + taken - 1) * range.chunkSize();
    return Math.min(range.chunkSize(), info.getSize() - start);
  }

  private byte[] cut(byte[] chunk) {
    int from = (int) Math.min(skip, chunk.length);
    skip -= from;
    int to = (int) Math.min(chunk.length, from + range.bytes() - done);
    return from == 0 && to == chunk.length ? chunk : Arrays.copyOfRange(chunk, from, to);
  }

  private ObjectIntegrityException damaged(String check) {
    return new ObjectIntegrityException(info.getBucket(), info.getObjectName(), check);
  }

  @Override
  public void close() {
    if (chunks != null) {
      chunks.close();
    }
  }
}
