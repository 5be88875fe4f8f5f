package ai.lixpi.nats.internal.wire;

import io.nats.client.Options;
import io.nats.client.api.ServerInfo;
import io.nats.client.support.NatsUri;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out that our server is in the minority part of a network partition. A server leaves out of
 * what it tells those that it has no route to. When no more than half are left, those that are left
 * out are asked how many they see: a server of a larger part becomes the next one.
 */
final class Partition {
  private static final int FEWEST = 3;
  private static final long GRACE = TimeUnit.SECONDS.toNanos(3); // a route is made again after 1 s
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(2);
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(30);
  private static final long BETWEEN_MOVES = TimeUnit.MINUTES.toNanos(1);

  private final Supplier<@Nullable JnatsWire> wire;
  private final BiConsumer<Wire, String> onIsolated;
  private final ScheduledThreadPoolExecutor prober;
  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state
  private volatile @Nullable View view;
  private @Nullable Future<?> round;
  private @Nullable NatsUri next;
  private boolean moved;
  private long movedAt;

  Partition(String name, Supplier<@Nullable JnatsWire> wire, BiConsumer<Wire, String> onIsolated) {
    this.wire = wire;
    this.onIsolated = onIsolated;
    this.prober =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "nats-partition-" + name);
              thread.setDaemon(true);
              return thread;
            });
    prober.setRemoveOnCancelPolicy(true);
    prober.setKeepAliveTime(1, TimeUnit.SECONDS);
    prober.allowCoreThreadTimeOut(true);
  }

  /** The most servers that were configured or told on one link, and those that are told now. */
  private static final class View {
    final Options options;
    final Set<String> most;
    final Set<String> now;
    final Set<String> missing;
    final Set<String> foreign = ConcurrentHashMap.newKeySet();

    View(Options options, Set<String> most, Set<String> now) {
      this.options = options;
      this.most = most;
      this.now = now;
      missing = new LinkedHashSet<>(most);
      missing.removeAll(now);
    }

    boolean isMinority() {
      return most.size() >= FEWEST && 2 * now.size() <= most.size();
    }
  }

  /** The server of the link has told which servers there are, itself among them. */
  void told(List<String> urls, List<String> configured, Options options) {
    Set<String> now = new LinkedHashSet<>(urls);
    lock.lock();
    try {
      View before = view;
      if (before != null && before.now.equals(now)) {
        return;
      }
      Set<String> most = before == null ? new LinkedHashSet<>(configured) : before.most;
      View after = new View(options, now.size() < most.size() ? most : now, now);
      begin(after);
      if (after.isMinority() && !prober.isShutdown()) {
        // not all clients of a server ask the others at the same moment
        long start = System.nanoTime() + GRACE + ThreadLocalRandom.current().nextLong(INTERVAL);
        long first = moved ? Math.max(start, movedAt + BETWEEN_MOVES) : start;
        schedule(after, first, first + LIMIT);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The link has ended, or another one begins. */
  void forget() {
    lock.lock();
    try {
      begin(null);
    } finally {
      lock.unlock();
    }
  }

  private void begin(@Nullable View newView) {
    view = newView;
    if (round != null) {
      round.cancel(false);
      round = null;
    }
  }

  /** Servers that are told no more, but may be connected to. */
  Set<String> missing() {
    View now = view;
    NatsUri chosen = next();
    Set<String> missing = new HashSet<>(now == null ? Set.of() : now.missing);
    if (chosen != null) {
      missing.add(chosen.toString());
    }
    return missing;
  }

  private @Nullable NatsUri next() {
    lock.lock();
    try {
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** The server that is to be connected to next; told once. */
  @Nullable NatsUri takeNext() {
    lock.lock();
    try {
      NatsUri taken = next;
      next = null;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void schedule(View of, long at, long deadline) {
    round =
        prober.schedule(() -> probe(of, deadline), at - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private void probe(View of, long deadline) {
    List<String> urls = new ArrayList<>(of.missing);
    urls.removeAll(of.foreign);
    if (!of.options.isNoRandomize()) {
      Collections.shuffle(urls, ThreadLocalRandom.current());
    }
    for (String url : urls) {
      if (view != of || System.nanoTime() - deadline > 0) {
        return;
      }
      try {
        NatsUri server = new NatsUri(url);
        ServerInfo info = InfoProbe.info(of.options, server);
        if (!isOfOurCluster(info)) {
          of.foreign.add(url); // it can only be a configured one
        } else if (isInLargerPart(info, of)) {
          move(of, server);
          return;
        }
      } catch (IOException | URISyntaxException | RuntimeException e) {
        // it is down, or no server: then there is nothing to move to
      }
    }
    lock.lock();
    try {
      boolean inTime = System.nanoTime() - deadline < 0;
      if (view == of && inTime && of.foreign.size() < of.missing.size() && !prober.isShutdown()) {
        schedule(of, System.nanoTime() + INTERVAL, deadline);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isOfOurCluster(ServerInfo info) {
    JnatsWire current = wire.get();
    return current != null
        && Objects.equals(info.getCluster(), current.connection().getServerInfo().getCluster());
  }

  private static boolean isInLargerPart(ServerInfo info, View ours) {
    return !info.isLameDuckMode() && new HashSet<>(info.getConnectURLs()).size() > ours.now.size();
  }

  private void move(View of, NatsUri server) {
    JnatsWire current = wire.get();
    lock.lock();
    try {
      if (view != of || current == null || !current.isOpen()) {
        return;
      }
      begin(of);
      next = server;
      moved = true;
      movedAt = System.nanoTime();
    } finally {
      lock.unlock();
    }
    onIsolated.accept(current, server.toString());
  }

  void close() {
    lock.lock();
    try {
      begin(null);
      prober.shutdownNow();
    } finally {
      lock.unlock();
    }
  }
}
