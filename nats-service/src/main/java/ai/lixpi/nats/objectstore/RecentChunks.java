package ai.lixpi.nats.objectstore;

import io.nats.client.Message;
import io.nats.client.api.ObjectInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Remembers where the chunks of small objects were that were read or put lately, so that the next
 * read asks for record and chunk together. The record decides whether that chunk is used.
 */
final class RecentChunks {
  private static final int NAMES = 1024;

  private final StreamApi api;
  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state, under the lock
  private final Map<String, String> nuids =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > NAMES;
        }
      };

  RecentChunks(StreamApi api) {
    this.api = api;
  }

  /**
   * A chunk that was asked for before it is known whether it is the right one.
   *
   * @param nuid whose chunk
   * @param chunk the request
   */
  record Guess(String nuid, DirectGet chunk) {
    /** The chunk if it is that of a record, and some replica has it; else null. */
    @Nullable Message of(ObjectInfo info) {
      return nuid.equals(info.getNuid()) ? chunk.await() : null;
    }
  }

  @Nullable Guess ask(String name, Deadline deadline) {
    String nuid;
    lock.lock();
    try {
      nuid = nuids.get(name);
    } finally {
      lock.unlock();
    }
    return nuid == null
        ? null
        : new Guess(nuid, DirectGet.last(api, Names.chunks(api.bucket, nuid), deadline));
  }

  void remember(String name, ObjectInfo info) {
    String nuid = info.getNuid();
    boolean small = Download.isSmall(info);
    lock.lock();
    try {
      if (small && nuid != null && info.getBucket().equals(api.bucket)) {
        nuids.put(name, nuid);
      } else {
        nuids.remove(name);
      }
    } finally {
      lock.unlock();
    }
  }
}
