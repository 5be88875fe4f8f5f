package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.NatsService;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a download is, told to its listener; and whether it is to stop. */
final class DownloadProgress implements TransferProgress {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);

  private final String bucket;
  private final String name;
  private final long total;
  private final TransferListener listener;

  // Mutable state
  private volatile long done;
  private boolean failed;
  private volatile boolean cancelled;
  private volatile Runnable whenCancelled = () -> {};

  DownloadProgress(String bucket, String name, long total, TransferListener listener) {
    this.bucket = bucket;
    this.name = name;
    this.total = total;
    this.listener = listener;
  }

  @Override
  public String objectName() {
    return name;
  }

  @Override
  public long bytesDone() {
    return done;
  }

  @Override
  public OptionalLong totalBytes() {
    return OptionalLong.of(total);
  }

  @Override
  public void cancel() {
    cancelled = true;
    whenCancelled.run();
  }

  void whenCancelled(Runnable action) {
    whenCancelled = action;
  }

  void requireNotCancelled() {
    if (cancelled) {
      throw new TransferCancelledException(bucket, name);
    }
  }

  void reached(long bytes) {
    done = bytes;
    if (listener == TransferListener.NONE) {
      return;
    }
    try {
      listener.progress(this);
    } catch (Throwable e) { // other languages throw checked exceptions too
      if (!failed) {
        failed = true; // once is enough for a listener that is called for each chunk
        LOG.error("NATS -> the listener of a transfer failed", e);
      }
    }
  }
}
