package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMetaOptions;

/**
 * The part of an object that is asked for, in chunks.
 *
 * @param first the first chunk, counted from 0
 * @param count how many chunks; 0 for nothing
 * @param skip how many bytes precede the part in the first chunk
 * @param bytes how many bytes the part has
 * @param chunkSize the size of all chunks but the last, or 0 when that is not known
 */
record ChunkRange(long first, long count, long skip, long bytes, long chunkSize) {
  static ChunkRange of(ObjectInfo info, GetOptions options) {
    long size = info.getSize();
    long from = Math.min(options.offset, size);
    long bytes = Math.min(options.length.orElse(Long.MAX_VALUE), size - from);
    if (bytes == size) {
      return new ChunkRange(0, info.getChunks(), 0, bytes, 0);
    }
    if (bytes == 0) {
      return new ChunkRange(0, 0, 0, 0, 0);
    }
    long chunkSize = chunkSize(info);
    if (chunkSize == 0) {
      return new ChunkRange(0, info.getChunks(), from, bytes, 0);
    }
    long first = from / chunkSize;
    long last = (from + bytes - 1) / chunkSize;
    return new ChunkRange(first, last - first + 1, from - first * chunkSize, bytes, chunkSize);
  }

  /** What the record says or the usual size, if it can be; else nothing is known. */
  private static long chunkSize(ObjectInfo info) {
    if (info.getChunks() == 1) {
      return info.getSize();
    }
    ObjectMetaOptions options = info.getObjectMeta().getObjectMetaOptions();
    long declared = options == null ? 0 : options.getChunkSize();
    if (fits(info, declared)) {
      return declared;
    }
    return fits(info, PutOptions.DEFAULT_CHUNK_SIZE) ? PutOptions.DEFAULT_CHUNK_SIZE : 0;
  }

  private static boolean fits(ObjectInfo info, long chunkSize) {
    return chunkSize > 0 && (info.getSize() + chunkSize - 1) / chunkSize == info.getChunks();
  }
}
