package ai.lixpi.nats;

import io.nats.client.Message;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One message at a time. The worker takes all that waits at once, so that the lock is rarely
 * contended.
 */
final class SerialLane extends Lane {
  // Mutable state: the first under the lock, the second the worker's own
  private ArrayDeque<Message> arriving = new ArrayDeque<>();
  private ArrayDeque<Message> taken = new ArrayDeque<>();

  SerialLane(SubscriptionOptions options, HandlerThreads threads, Work work) {
    super(options, threads, work);
  }

  @Override
  boolean keep(Message message) {
    arriving.add(message);
    return true;
  }

  @Override
  public boolean hasWork() {
    return waiting() > 0;
  }

  @Override
  @Nullable Message next() {
    Message message = taken.poll();
    if (message != null) {
      return startOrLetGo(message);
    }
    lock.lock();
    try {
      ArrayDeque<Message> empty = taken;
      taken = arriving;
      arriving = empty;
    } finally {
      lock.unlock();
    }
    message = taken.poll();
    return message == null ? null : startOrLetGo(message);
  }

  private @Nullable Message startOrLetGo(Message message) {
    Message started = start(message);
    if (started == null) {
      taken.clear();
    }
    return started;
  }

  /** What the worker has taken it lets go of itself. */
  @Override
  void clear() {
    arriving.clear();
  }
}
