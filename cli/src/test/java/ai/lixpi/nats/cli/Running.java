package ai.lixpi.nats.cli;

import ai.lixpi.nats.testkit.junit.SecretWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A command that runs. */
final class Running implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Drain out;
  private final Drain err;

  Running(Process process) {
    this.process = process;
    this.out = new Drain(process.getInputStream());
    this.err = new Drain(process.getErrorStream());
  }

  long pid() {
    return process.pid();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  String out() {
    return out.text();
  }

  String err() {
    return err.text();
  }

  Running type(String text) {
    try {
      process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Running closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Running awaitOut(String text) {
    return await(out, text);
  }

  Running awaitErr(String text) {
    return await(err, text);
  }

  private Running await(Drain drain, String text) {
    Awaitility.await(text)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .failFast(
            () -> {
              if (!process.isAlive() && !drain.endsWith(text)) {
                throw new AssertionError("It ended and wrote: " + out() + err());
              }
            })
        .until(() -> drain.text().contains(text));
    return this;
  }

  /** Presses Ctrl-C. */
  Running interrupt() {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  Running kill() {
    process.destroyForcibly();
    return this;
  }

  Cli.Result end() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("It does not end. It wrote: " + out() + err());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    out.join();
    err.join();
    SecretWatch.see("the error stream", err());
    return new Cli.Result(process.exitValue(), out(), err());
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Reads a stream as it comes. */
  private static final class Drain {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Thread thread;

    Drain(InputStream in) {
      thread =
          new Thread(
              () -> {
                try {
                  in.transferTo(bytes);
                } catch (IOException e) {
                  // the process is gone
                }
              },
              "drain");
      thread.setDaemon(true);
      thread.start();
    }

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    boolean endsWith(String text) {
      join();
      return text().contains(text);
    }

    void join() {
      try {
        thread.join(PATIENCE.toMillis());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
