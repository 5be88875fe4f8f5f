package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The records that puts have written last: guesses for the next put of the same name, which the
 * compare-and-set proves right or wrong.
 */
final class RecentRecords {
  static final int MOST = 512;

  private record Written(String nuid, long sequence) {}

  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state, under the lock
  private final Map<String, Written> records =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Written> eldest) {
          return size() > MOST;
        }
      };

  void add(String name, String nuid, long sequence) {
    lock.lock();
    try {
      records.put(name, new Written(nuid, sequence));
    } finally {
      lock.unlock();
    }
  }

  /** The bucket is gone, so there is nothing to guess about another of its name. */
  void clear() {
    lock.lock();
    try {
      records.clear();
    } finally {
      lock.unlock();
    }
  }

  /** What probably stands under a name, once: a wrong guess is not made again. */
  @Nullable Standing take(String bucket, String name) {
    lock.lock();
    try {
      Written written = records.remove(name);
      if (written == null) {
        return null;
      }
      String subject = Names.meta(bucket, name);
      ObjectInfo info = ObjectInfo.builder(bucket, name).nuid(written.nuid).build();
      return new Standing(subject, new Meta(info, subject, written.sequence), null);
    } finally {
      lock.unlock();
    }
  }
}
