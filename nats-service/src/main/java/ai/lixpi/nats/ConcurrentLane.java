package ai.lixpi.nats;

import io.nats.client.Message;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Several messages at a time; those with equal keys one after another. */
final class ConcurrentLane extends Lane {
  private final @Nullable Function<Message, ?> key;

  // Mutable state, under the lock
  private final ArrayDeque<Message> ready = new ArrayDeque<>();
  private final Map<Object, ArrayDeque<Message>> behind = new HashMap<>();
  private final IdentityHashMap<Message, Object> keys = new IdentityHashMap<>();

  // Mutable state
  private volatile int size;

  ConcurrentLane(SubscriptionOptions options, HandlerThreads threads, Work work) {
    super(options, threads, work);
    this.key = options.orderedBy().orElse(null);
  }

  @Override
  boolean keep(Message message) {
    ArrayDeque<Message> queue = queueOf(message);
    if (queue != null) {
      queue.add(message);
      return false;
    }
    ready.add(message);
    size = ready.size();
    return true;
  }

  /** Those that wait for one with the same key, or null when nothing is in the way. */
  private @Nullable ArrayDeque<Message> queueOf(Message message) {
    try {
      Object itsKey = key == null ? null : key.apply(message);
      if (itsKey == null) {
        return null;
      }
      ArrayDeque<Message> queue = behind.get(itsKey);
      if (queue == null) {
        behind.put(itsKey, new ArrayDeque<>(2));
      }
      keys.put(message, itsKey);
      return queue;
    } catch (Throwable e) {
      return null; // documented: a message whose key can't be told has no order
    }
  }

  @Override
  public boolean hasWork() {
    return size > 0;
  }

  @Override
  @Nullable Message next() {
    lock.lock();
    try {
      Message message = ready.poll();
      size = ready.size();
      return message == null ? null : start(message);
    } finally {
      lock.unlock();
    }
  }

  @Override
  void finished(Message message) {
    if (key == null) {
      return;
    }
    lock.lock();
    try {
      Object itsKey = keys.remove(message);
      if (itsKey == null) {
        return;
      }
      ArrayDeque<Message> queue = behind.get(itsKey);
      Message follower = queue == null ? null : queue.poll();
      if (follower == null) {
        behind.remove(itsKey);
      } else {
        ready.addFirst(follower);
        size = ready.size();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  void clear() {
    ready.clear();
    behind.values().forEach(ArrayDeque::clear);
    size = 0;
  }
}
