package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One run of a nats-server as a process of the operating system. */
final class ServerProcess {
  private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(10);
  private static final Optional<Path> SETPRIV = Surroundings.current().onPath("setpriv");

  /*
   * Linux kills the server when this JVM dies, even by kill -9: "setpriv --pdeathsig" asks for it. The
   * signal is bound to the thread that started the process, so all are started by one that never ends.
   */
  private static final ExecutorService LAUNCHER =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "nats-testkit-launcher");
            thread.setDaemon(true);
            return thread;
          });

  private final Process process;

  private ServerProcess(Process process) {
    this.process = process;
  }

  static ServerProcess start(List<String> command, Map<String, String> environment, Path log) {
    List<String> words = new ArrayList<>();
    SETPRIV.ifPresent(setpriv -> words.addAll(List.of(setpriv.toString(), "--pdeathsig", "KILL")));
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(environment);
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new ServerProcess(launch(builder));
  }

  private static Process launch(ProcessBuilder builder) {
    Future<Process> started =
        LAUNCHER.submit(
            () -> {
              Process process = builder.start();
              AtExit.kill(process);
              return process;
            });
    try {
      return started.get();
    } catch (ExecutionException e) {
      throw new NatsServerException(
          "%s could not be run: %s".formatted(builder.command(), e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NatsServerException("The start of the server was interrupted.", e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a signal by its name, as {@code kill} knows it. */
  void signal(String name) {
    if (!isAlive()) {
      throw new NatsServerException(
          "The server with pid %s is not running, so it can't get SIG%s; restart() it first."
              .formatted(pid(), name));
    }
    Command.of("kill", "-" + name, Long.toString(pid())).run(SIGNAL_LIMIT);
  }

  void stop() {
    if (isAlive()) {
      signal("STOP");
      Await.until(SIGNAL_LIMIT, this::isStopped, () -> "SIGSTOP did not stop pid " + pid() + ".");
    }
  }

  /** Whether the kernel has stopped it; where there is no /proc, it is taken to be at once. */
  private boolean isStopped() {
    Path stat = Path.of("/proc", Long.toString(pid()), "stat");
    try {
      String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
      return text.substring(text.lastIndexOf(')') + 1).strip().startsWith("T");
    } catch (IOException e) {
      return true;
    }
  }

  void terminate() {
    process.destroy();
  }

  void kill() {
    process.destroyForcibly();
  }

  boolean endsWithin(Duration limit) {
    boolean ended = Await.holdsWithin(limit, () -> !process.isAlive());
    if (ended) {
      AtExit.forget(process);
    }
    return ended;
  }
}
