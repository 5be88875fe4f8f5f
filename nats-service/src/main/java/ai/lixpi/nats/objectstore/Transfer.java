package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.NatsService;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far one transfer is, and whether it shall go on. */
final class Transfer implements TransferProgress {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);

  private final String bucket;
  private final String name;
  private final TransferListener listener;
  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state
  private volatile OptionalLong total = OptionalLong.empty();
  private volatile long done;
  private volatile boolean cancelled;
  private volatile Runnable wakeUp = () -> {};
  private volatile long told = -1; // set by the thread of the transfer only
  private boolean failed; // by the thread of the transfer only
  private @Nullable Thread interruptible; // under the lock

  Transfer(String bucket, String name, TransferListener listener) {
    this.bucket = bucket;
    this.name = name;
    this.listener = listener;
  }

  @Override
  public String objectName() {
    return name;
  }

  @Override
  public long bytesDone() {
    return Math.max(0, told); // not done, which may grow while a listener looks
  }

  @Override
  public OptionalLong totalBytes() {
    return total;
  }

  @Override
  public void cancel() {
    cancelled = true;
    wakeUp.run();
  }

  void total(OptionalLong bytes) {
    total = bytes;
  }

  void done(long bytes) {
    done = bytes;
  }

  /** What wakes the thread of the transfer up when it is cancelled. */
  void wakeUp(Runnable how) {
    wakeUp = how;
  }

  void requireNotCancelled() {
    if (cancelled) {
      throw new TransferCancelledException(bucket, name);
    }
  }

  /** Tells the listener, if there is something new. */
  void tell() {
    long now = done;
    if (now == told) {
      return;
    }
    told = now;
    try {
      listener.progress(this);
    } catch (Throwable e) { // other languages throw checked exceptions too
      if (!failed) {
        failed = true; // told once, because it is called for each chunk
        LOG.warn("The listener of a transfer failed; the transfer goes on.", e);
      }
    }
  }

  /** Cancels also a source that blocks, by an interrupt of the service's own thread. */
  void cancelInterrupting() {
    cancel();
    lock.lock();
    try {
      if (interruptible != null) {
        interruptible.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** From now on the current thread may be interrupted; or no more, and its flag is cleared. */
  void interruptible(@Nullable Thread thread) {
    lock.lock();
    try {
      interruptible = thread;
      if (thread == null) {
        Thread.interrupted(); // the thread belongs to the service, the interrupt to this transfer
      }
    } finally {
      lock.unlock();
    }
  }
}
