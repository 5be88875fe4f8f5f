package ai.lixpi.nats.internal.wire;

import io.nats.client.Connection;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes jnats take notice of a broken link. While it sends the subscriptions again after a
 * reconnect it ignores that the new link has broken meanwhile, and would then stay connected to a
 * dead socket until the pings fail.
 */
final class StuckLink {
  private static final long PATIENCE_MILLIS = 250;

  private final ExecutorService callbacks;
  private final Supplier<@Nullable JnatsWire> wire;
  private final AtomicLong noticed = new AtomicLong();

  StuckLink(ExecutorService callbacks, Supplier<@Nullable JnatsWire> wire) {
    this.callbacks = callbacks;
    this.wire = wire;
  }

  /** jnats has noticed an outage. */
  void noticed() {
    noticed.incrementAndGet();
  }

  /** The link has broken: jnats has to notice it soon. */
  void watch() {
    long before = noticed.get();
    CompletableFuture.delayedExecutor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS, callbacks)
        .execute(() -> check(before));
  }

  private void check(long before) {
    JnatsWire suspect = wire.get();
    if (noticed.get() != before || suspect == null || !suspect.isOpen()) {
      return;
    }
    Thread thread = new Thread(() -> reconnect(suspect.connection()), "nats-reconnect");
    thread.setDaemon(true);
    thread.start();
    watch(); // jnats does nothing while it is still busy with the subscriptions
  }

  private static void reconnect(Connection connection) {
    try {
      connection.forceReconnect();
    } catch (IOException | RuntimeException e) {
      // it is being closed: then there is nothing left to reconnect
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
