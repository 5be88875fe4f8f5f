package ai.lixpi.nats;

import io.nats.client.Message;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One message at a time. The worker takes all that waits at once, so that the lock is rarely
 * contended.
 */
final class SerialLane extends Lane {
  // Mutable state: the first under the lock, the second the worker's own
  private ArrayDeque<Message> arriving = new ArrayDeque<>();
  private ArrayDeque<Message> taken = new ArrayDeque<>();

  SerialLane(SubscriptionOptions options, Executor executor, Work work) {
    super(options, executor, work);
  }

  @Override
  void keep(Message message) {
    arriving.add(message);
  }

  @Override
  boolean hasWork() {
    return true;
  }

  @Override
  @Nullable Message next() {
    Message message = taken.poll();
    if (message != null) {
      return start(message);
    }
    lock.lock();
    try {
      if (arriving.isEmpty()) {
        leave();
        return null;
      }
      ArrayDeque<Message> empty = taken;
      taken = arriving;
      arriving = empty;
      return start(taken.remove());
    } finally {
      lock.unlock();
    }
  }
}
