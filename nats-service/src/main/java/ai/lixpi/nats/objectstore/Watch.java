package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.ServiceClosedException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** One watch: reads records on a thread of the service, and tells them one after another. */
final class Watch implements ObjectWatch {
  private final StreamApi api;
  private final ObjectWatcher watcher;
  private final boolean deletes;
  private final OrderedReader reader;
  private final ReentrantLock calling = new ReentrantLock();

  // Mutable state
  private volatile boolean closed;
  private boolean upToDate;

  private Watch(StreamApi api, ObjectWatcher watcher, boolean deletes, OrderedReader reader) {
    this.api = api;
    this.watcher = watcher;
    this.deletes = deletes;
    this.reader = reader;
  }

  /** Opens the reader first, so that no change after this call is missed. */
  static Watch start(StreamApi api, ReadPlan plan, ObjectWatcher watcher, boolean deletes) {
    OrderedReader reader = OrderedReader.open(api, plan);
    Watch watch = new Watch(api, watcher, deletes, reader);
    reader.beforeWait(watch::beforeWait);
    api.messaging.run(watch::run);
    return watch;
  }

  private void run() {
    try {
      for (Delivery next = reader.next(); next != null && !closed; next = reader.next()) {
        Meta meta = Listing.read(api, next);
        if (meta != null && (deletes || meta.isLive())) {
          tell(Optional.of(meta.version()));
        }
        tellWhenUpToDate();
      }
    } catch (ServiceClosedException e) {
      // closes the watch too
    } catch (NatsServiceException e) {
      if (!closed && !api.messaging.isClosed()) {
        api.messaging.report(e);
      }
    } finally {
      reader.close();
    }
  }

  private void beforeWait() {
    tellWhenUpToDate();
    if (closed || api.messaging.isClosed()) {
      reader.end();
    }
  }

  private void tellWhenUpToDate() {
    if (!upToDate && reader.left() == 0) {
      upToDate = true;
      tell(Optional.empty());
    }
  }

  private void tell(Optional<ObjectVersion> change) {
    calling.lock();
    try {
      if (!closed) {
        watcher.changed(change);
      }
    } catch (Throwable e) { // other languages throw checked exceptions too
      api.messaging.report(failed(e));
    } finally {
      calling.unlock();
    }
  }

  private NatsServiceException failed(Throwable cause) {
    return new ObjectStoreException(
        Outcome.REJECTED,
        api.bucket,
        "A watcher of the bucket '"
            + api.bucket
            + "' failed; the watch goes on. Its exception is the cause.",
        cause);
  }

  @Override
  public void close() {
    closed = true;
    calling.lock(); // a call that runs is waited for, unless it is this very thread's
    try {
      reader.wake();
    } finally {
      calling.unlock();
    }
  }
}
