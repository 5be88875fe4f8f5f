package ai.lixpi.nats.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What must not outlive this JVM: processes and temporary folders. */
final class AtExit {
  private static final Set<Process> PROCESSES = ConcurrentHashMap.newKeySet();
  private static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(AtExit::clean, "nats-testkit-at-exit"));
  }

  private AtExit() {}

  static void kill(Process process) {
    PROCESSES.add(process);
  }

  static void forget(Process process) {
    PROCESSES.remove(process);
  }

  static void delete(Path folder) {
    FOLDERS.add(folder);
  }

  static void forget(Path folder) {
    FOLDERS.remove(folder);
  }

  private static void clean() {
    PROCESSES.forEach(Process::destroyForcibly);
    for (Process process : PROCESSES) {
      Await.holdsWithin(Duration.ofSeconds(2), () -> !process.isAlive());
    }
    FOLDERS.forEach(TempFolder::deleteTree);
  }
}
