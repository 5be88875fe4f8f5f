package ai.lixpi.nats.testkit;

import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.regex.Pattern;

/** The threads of this JVM, and which of them belong to nobody's code. */
final class LiveThreads {
  private static final Pattern RUNTIME =
      Pattern.compile(
          "(CompletableFutureDelayScheduler|HttpClient-|Keep-Alive-|process reaper|awaitility|junit-"
              + "|Common-Cleaner|Cleaner-|VirtualThread-|Read-Poller|Write-Poller|MasterPoller"
              + "|JFR |Attach Listener|Signal Dispatcher|Finalizer|Reference Handler|Notification Thread"
              + "|surefire|ping-\\d+s|ForkJoinPool\\.commonPool-|nats-testkit-launcher|nats-testkit-at-exit|DestroyJavaVM).*");
  private static final String CARRIER = "jdk.internal.misc.CarrierThread";

  private LiveThreads() {}

  static Set<Thread> all() {
    return Set.copyOf(Thread.getAllStackTraces().keySet());
  }

  static boolean isOfTheRuntime(Thread thread) {
    if (thread instanceof ForkJoinWorkerThread worker
        && worker.getPool() == ForkJoinPool.commonPool()) {
      return true;
    }
    // JDK 25: the timer of each fork-join pool, that of virtual threads among them
    return CARRIER.equals(thread.getClass().getName())
        || thread.getName().endsWith("-delayScheduler")
        || RUNTIME.matcher(thread.getName()).matches();
  }
}
