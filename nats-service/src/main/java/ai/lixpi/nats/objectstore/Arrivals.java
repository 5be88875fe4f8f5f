package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.internal.Messaging;
import io.nats.client.Message;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived for a reader and was not looked at yet. Filled on threads of the transport,
 * emptied by the reader many at a time. It has a bound, because no more arrives than was asked for.
 */
final class Arrivals {
  private final Runnable arrival;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  // Mutable state, under the lock
  private ArrayDeque<Message> messages = new ArrayDeque<>();
  private @Nullable Object current;
  private boolean waiting;
  private boolean woken;
  private boolean lost;
  private @Nullable String asked;
  private @Nullable String refused;

  /**
   * Makes an empty one.
   *
   * @param arrival called after each message that is no status, without a lock
   */
  Arrivals(Runnable arrival) {
    this.arrival = arrival;
  }

  /** Takes nothing any more from the sinks before, and starts anew. */
  Messaging.Sink newSink() {
    Messaging.Sink sink = new Sink();
    lock.lock();
    try {
      current = sink;
      messages.clear();
      lost = false;
      return sink;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Swaps the messages that have arrived against an empty queue; waits for some, or for another
   * event, at most for a time.
   */
  ArrayDeque<Message> drain(ArrayDeque<Message> empty, long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (messages.isEmpty() && !lost && !woken && refused == null && left > 0) {
        waiting = true;
        left = arrived.awaitNanos(left);
      }
      woken = false;
      ArrayDeque<Message> full = messages;
      messages = empty;
      return full;
    } finally {
      waiting = false;
      lock.unlock();
    }
  }

  /** Whether the connection was lost since the last sink was made. */
  boolean isLost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /** Where messages are asked for, so that a refusal there is noticed. */
  void askedAt(String subject) {
    lock.lock();
    try {
      asked = subject;
    } finally {
      lock.unlock();
    }
  }

  /** Where this client may not ask for messages, if that was told. */
  @Nullable String refused() {
    lock.lock();
    try {
      return refused;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the wait of the reader. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void take(Object sink, Runnable event) {
    lock.lock();
    try {
      if (sink == current) {
        event.run();
        signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the reader once, however much arrives before it runs. */
  private void signal() {
    if (waiting) {
      waiting = false;
      arrived.signal();
    }
  }

  private final class Sink implements Messaging.Sink {
    @Override
    public void message(Message message) {
      lock.lock();
      try {
        if (this != current) {
          return;
        }
        messages.add(message);
        signal();
      } finally {
        lock.unlock();
      }
      if (!message.isStatusMessage()) {
        arrival.run();
      }
    }

    @Override
    public void connectionLost() {
      take(this, () -> lost = true);
    }

    @Override
    public void refused(String subject) {
      take(this, () -> refused = subject.equals(asked) ? subject : refused);
    }
  }
}
