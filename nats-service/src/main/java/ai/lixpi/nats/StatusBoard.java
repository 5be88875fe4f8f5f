package ai.lixpi.nats;

import ai.lixpi.nats.internal.Deadlines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The status of the connection: who may change it asks here, who waits for it waits here. */
final class StatusBoard {
  private final Notifier notifier;
  private final List<ConnectionStatusListener> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Mutable state: what was said last about each server in this outage
  private final Map<String, String> told = new ConcurrentHashMap<>();

  // Mutable state
  private volatile ConnectionStatus status =
      new ConnectionStatus(
          ConnectionState.CONNECTING,
          Instant.now(),
          Optional.empty(),
          0,
          0,
          Optional.empty(),
          Optional.empty());

  StatusBoard(Notifier notifier, List<ConnectionStatusListener> listeners) {
    this.notifier = notifier;
    this.listeners.addAll(listeners);
  }

  ConnectionStatus status() {
    return status;
  }

  ConnectionState state() {
    return status.state();
  }

  void add(ConnectionStatusListener listener) {
    listeners.add(listener);
  }

  void remove(ConnectionStatusListener listener) {
    listeners.remove(listener);
  }

  void connected(String serverUrl) {
    told.clear();
    change(
        old ->
            new ConnectionStatus(
                ConnectionState.CONNECTED,
                Instant.now(),
                Optional.of(serverUrl),
                old.serverUrl().isPresent() ? old.reconnects() + 1 : 0,
                0,
                Optional.empty(),
                old.signInExpiry()));
  }

  void moveTo(ConnectionState state, @Nullable NatsServiceException failure) {
    change(
        old ->
            new ConnectionStatus(
                state,
                Instant.now(),
                old.serverUrl(),
                old.reconnects(),
                old.failedAttempts(),
                failure == null ? old.lastFailure() : Optional.of(failure),
                state == ConnectionState.DRAINING ? old.signInExpiry() : Optional.empty()));
  }

  /**
   * Returns whether it is news: another sentence about this server than the last one, so that
   * several servers that are down are not news in turn. Called by one thread.
   */
  boolean attemptFailed(String server, NatsServiceException failure) {
    String sentence = String.valueOf(failure.getMessage());
    boolean news = !sentence.equals(told.put(server, sentence));
    UnaryOperator<ConnectionStatus> count =
        old ->
            new ConnectionStatus(
                old.state(),
                old.since(),
                old.serverUrl(),
                old.reconnects(),
                old.failedAttempts() + 1,
                Optional.of(failure),
                old.signInExpiry());
    if (news) {
      change(count);
    } else {
      changeQuietly(count);
    }
    return news;
  }

  /** No change of state, so the listeners are not told. */
  void signInExpires(Optional<Instant> expiry) {
    changeQuietly(
        old ->
            new ConnectionStatus(
                old.state(),
                old.since(),
                old.serverUrl(),
                old.reconnects(),
                old.failedAttempts(),
                old.lastFailure(),
                expiry));
  }

  private void change(UnaryOperator<ConnectionStatus> how) {
    lock.lock();
    try {
      if (changeQuietly(how)) {
        ConnectionStatus now = status;
        listeners.forEach(listener -> notifier.tell(() -> listener.statusChanged(now)));
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean changeQuietly(UnaryOperator<ConnectionStatus> how) {
    lock.lock();
    try {
      if (status.state() == ConnectionState.CLOSED) {
        return false;
      }
      ConnectionStatus next = how.apply(status);
      if (status.state() == ConnectionState.DRAINING && next.state() != ConnectionState.CLOSED) {
        return false;
      }
      status = next;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for CONNECTED, or for the end of all hope; returns the status then. */
  ConnectionStatus await(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    lock.lock();
    try {
      Deadlines.await(
          changed,
          () ->
              status.state() == ConnectionState.CONNECTED
                  || status.state() == ConnectionState.CLOSED,
          deadline);
      return status;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until somebody has closed the service. */
  boolean awaitClosed(long deadline) throws InterruptedException {
    lock.lock();
    try {
      return Deadlines.await(changed, () -> status.state() == ConnectionState.CLOSED, deadline);
    } finally {
      lock.unlock();
    }
  }
}
