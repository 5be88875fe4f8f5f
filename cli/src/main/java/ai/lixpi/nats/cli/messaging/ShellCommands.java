package ai.lixpi.nats.cli.messaging;

import ai.lixpi.nats.ReplyException;
import io.nats.client.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Runs shell commands for messages, and leaves none behind. */
final class ShellCommands implements AutoCloseable {
  private final Duration limit;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();

  // Mutable state
  private volatile boolean closed;

  ShellCommands(Duration limit) {
    this.limit = limit;
  }

  byte[] run(String command, byte[] input, Message message)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("NATS_SUBJECT", message.getSubject());
    Process process = builder.start();
    running.add(process);
    if (closed) {
      kill(process);
    }
    Thread deadline = watch(process);
    try {
      write(process, input);
      byte[] output = process.getInputStream().readAllBytes();
      int code = process.waitFor();
      if (code != 0) {
        throw new ReplyException(500, "The command ended with " + code + ".");
      }
      return output;
    } finally {
      deadline.interrupt();
      running.remove(process);
      kill(process);
    }
  }

  private Thread watch(Process process) {
    Thread thread =
        new Thread(
            () -> {
              try {
                if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                  kill(process);
                }
              } catch (InterruptedException e) {
                // it has ended
              }
            },
            "command-limit");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** A command need not read what it is given. */
  private static void write(Process process, byte[] input) {
    Thread writer =
        new Thread(
            () -> {
              try (OutputStream in = process.getOutputStream()) {
                in.write(input);
              } catch (IOException e) {
                // it has closed its input
              }
            },
            "command-input");
    writer.setDaemon(true);
    writer.start();
  }

  private static void kill(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly(); // before them, lest it ends well because it has waited for them
    children.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    closed = true;
    running.forEach(ShellCommands::kill);
  }
}
