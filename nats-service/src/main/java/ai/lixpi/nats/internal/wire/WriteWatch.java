package ai.lixpi.nats.internal.wire;

import io.nats.client.Connection;
import io.nats.client.ForceReconnectOptions;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Has jnats reconnect when a write to the socket blocks for longer than its options allow. */
final class WriteWatch {
  private static final long NOTHING = Long.MAX_VALUE;

  private final Connection connection;
  private final long limit;

  // Mutable state
  private volatile long begun = NOTHING;
  private volatile @Nullable ScheduledFuture<?> task;

  WriteWatch(Connection connection) {
    this.connection = connection;
    Duration timeout = connection.getOptions().getSocketWriteTimeout();
    this.limit = (timeout == null ? Options.DEFAULT_SOCKET_WRITE_TIMEOUT : timeout).toNanos();
  }

  void start() {
    long period = Math.max(1, limit / 2);
    task =
        connection
            .getOptions()
            .getScheduledExecutor()
            .scheduleAtFixedRate(this::check, period, period, TimeUnit.NANOSECONDS);
  }

  void begin() {
    begun = System.nanoTime();
  }

  void end() {
    begun = NOTHING;
  }

  private void check() {
    long since = begun;
    if (since == NOTHING || System.nanoTime() - since < limit) {
      return;
    }
    stop();
    try {
      connection.forceReconnect(ForceReconnectOptions.FORCE_CLOSE_INSTANCE);
    } catch (IOException | RuntimeException e) {
      // it is being closed: then there is nothing left to reconnect
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void stop() {
    ScheduledFuture<?> running = task;
    if (running != null) {
      running.cancel(false);
    }
  }
}
