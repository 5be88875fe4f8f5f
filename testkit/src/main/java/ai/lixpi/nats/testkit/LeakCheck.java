package ai.lixpi.nats.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds what was left behind since it was started: threads of this JVM, and connections and
 * subscriptions at servers.
 *
 * <p>Threads that the JDK, JUnit and Awaitility start for themselves are no leaks. Virtual threads
 * are not seen. Not for tests that run side by side in one JVM.
 */
public final class LeakCheck {
  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(5);
  private static final int FRAMES = 8;

  private final Set<Thread> before = LiveThreads.all();
  private final List<ServerBaseline> servers;

  private LeakCheck(List<ServerBaseline> servers) {
    this.servers = servers;
  }

  private record ServerBaseline(NatsServer server, int connections, int subscriptions) {
    static ServerBaseline of(NatsServer server) {
      return new ServerBaseline(server, server.connections(), server.subscriptions());
    }

    List<String> leaks() {
      List<String> leaks = new ArrayList<>();
      if (!server.isRunning()) {
        return leaks;
      }
      int connectionsNow = server.connections();
      int subscriptionsNow = server.subscriptions();
      if (connectionsNow > connections) {
        leaks.add(
            "%s connections to %s, before it were %s"
                .formatted(connectionsNow, server.name(), connections));
      }
      if (subscriptionsNow > subscriptions) {
        leaks.add(
            "%s subscriptions at %s, before it were %s"
                .formatted(subscriptionsNow, server.name(), subscriptions));
      }
      return leaks;
    }
  }

  /**
   * Notes what there is now, before what is to be checked begins.
   *
   * @param servers whose connections and subscriptions count; they must run
   * @return the check
   */
  public static LeakCheck start(NatsServer... servers) {
    return new LeakCheck(Arrays.stream(servers).map(ServerBaseline::of).toList());
  }

  /**
   * Waits up to 5 s until nothing is left of what began after the start.
   *
   * @throws AssertionError if something is left; it names it, threads with where they are
   */
  public void verify() {
    verify(DEFAULT_LIMIT);
  }

  /**
   * Waits until nothing is left of what began after the start.
   *
   * @param limit how long at most
   * @throws AssertionError if something is left; it names it, threads with where they are
   */
  public void verify(Duration limit) {
    if (!Await.holdsWithin(limit, () -> leaks().isEmpty())) {
      List<String> leaks = leaks();
      if (!leaks.isEmpty()) {
        throw new AssertionError(
            "Left behind after %s: %s".formatted(limit, String.join("; ", leaks)));
      }
    }
  }

  private List<String> leaks() {
    List<String> leaks = new ArrayList<>();
    for (Thread thread : LiveThreads.all()) {
      if (!before.contains(thread) && thread.isAlive() && !LiveThreads.isOfTheRuntime(thread)) {
        leaks.add(describe(thread));
      }
    }
    servers.forEach(server -> leaks.addAll(server.leaks()));
    return leaks;
  }

  private static String describe(Thread thread) {
    String stack =
        Arrays.stream(thread.getStackTrace())
            .limit(FRAMES)
            .map(frame -> "\n    at " + frame)
            .collect(Collectors.joining());
    return "thread \"" + thread.getName() + "\" (" + thread.getState() + ")" + stack + "\n";
  }
}
