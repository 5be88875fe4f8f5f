package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An external program that is run to its end, within a deadline. */
record Command(List<String> words, Path directory, Map<String, String> environment) {

  /** How a program ended, and all it said on either stream. */
  record Result(int exitCode, String output) {}

  static Command of(String... words) {
    return new Command(List.of(words), Path.of("").toAbsolutePath(), Map.of());
  }

  Command in(Path folder) {
    return new Command(words, folder, environment);
  }

  Command with(String name, String value) {
    return new Command(words, directory, Map.of(name, value));
  }

  /** Runs it and returns its output; any exit code but zero is an exception with that output. */
  String run(Duration limit) {
    Result result = tryRun(limit);
    if (result.exitCode() != 0) {
      throw new NatsServerException(
          "`%s` ended with exit code %d and said: %s"
              .formatted(this, result.exitCode(), result.output().strip()));
    }
    return result.output();
  }

  Result tryRun(Duration limit) {
    try {
      Path output = Files.createTempFile("nats-testkit-", ".out");
      try {
        return run(limit, output);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new NatsServerException("`%s` could not be run: %s".formatted(this, e.getMessage()), e);
    }
  }

  private Result run(Duration limit, Path output) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.directory(directory.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    AtExit.kill(process);
    try {
      process.getOutputStream().close();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new NatsServerException(
            "`%s` was stopped after %s s; until then it said: %s"
                .formatted(this, limit.toSeconds(), text(output).strip()));
      }
      return new Result(process.exitValue(), text(output));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NatsServerException("`%s` was interrupted.".formatted(this), e);
    } finally {
      process.destroyForcibly();
      AtExit.forget(process);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
