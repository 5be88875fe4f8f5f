package ai.lixpi.nats.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A client of another language as a process, driven by lines of JSON: the scripts of {@code
 * interop/objects}, installed under {@code target}.
 */
@SuppressWarnings("try") // close() waits for the process and may be interrupted
final class Peer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path SCRIPTS = MODULE.resolveSibling("interop/objects");

  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  /** In which language. */
  enum Language {
    JAVASCRIPT {
      @Override
      List<String> command(Path folder) throws Exception {
        require("node", "--version");
        if (!Files.exists(folder.resolve("node_modules/@nats-io/obj"))) {
          run(folder, "npm", "ci", "--no-audit", "--no-fund");
        }
        return List.of("node", "peer.mjs");
      }
    },
    PYTHON {
      @Override
      List<String> command(Path folder) throws Exception {
        require("python3", "--version");
        Path python = folder.resolve("venv/bin/python");
        if (!Files.exists(folder.resolve("venv/complete"))) {
          run(folder, "python3", "-m", "venv", "venv");
          run(folder, python.toString(), "-m", "pip", "install", "-q", "-r", "requirements.txt");
          Files.createFile(folder.resolve("venv/complete"));
        }
        return List.of(python.toString(), "peer.py");
      }
    };

    /** Installs what the script needs and says how to run it. */
    abstract List<String> command(Path folder) throws Exception;
  }

  private Peer(Process process) {
    this.process = process;
    this.requests = process.outputWriter(UTF_8);
    this.answers = process.inputReader(UTF_8);
  }

  static Peer start(Language language, String url) throws Exception {
    Path folder = MODULE.resolve("target/interop").resolve(language.name());
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    List<String> command =
        Stream.concat(language.command(folder).stream(), Stream.of(url)).toList();
    return new Peer(
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  private static void require(String program, String option) throws InterruptedException {
    try {
      new ProcessBuilder(program, option).start().waitFor();
    } catch (IOException e) {
      throw new AssertionError(
          program + " is not on the PATH: install it, or leave out -Pinterop.", e);
    }
  }

  private static void run(Path folder, String... command) throws Exception {
    Path log = folder.resolve("install.log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(String.join(" ", command) + " failed:\n" + Files.readString(log));
    }
  }

  /** Asks for an operation; keys and values follow each other. */
  JsonNode ask(String operation, Object... arguments) {
    JsonNode answer = tell(operation, arguments);
    if (answer.has("error")) {
      throw new AssertionError(operation + ": " + answer.path("error").asText());
    }
    return answer.path("result");
  }

  /** As {@link #ask}, with the peer's failure as its answer. */
  JsonNode tell(String operation, Object... arguments) {
    Map<String, Object> request = new TreeMap<>(Map.of("op", operation));
    for (int i = 0; i < arguments.length; i += 2) {
      request.put((String) arguments[i], arguments[i + 1]);
    }
    CompletableFuture<JsonNode> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                requests.write(JSON.writeValueAsString(request));
                requests.newLine();
                requests.flush();
                return JSON.readTree(String.valueOf(answers.readLine()));
              } catch (IOException e) {
                throw new AssertionError(operation, e);
              }
            },
            task -> new Thread(task, "peer").start());
    return answer.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  @Override
  public void close() throws Exception {
    requests.close(); // the end of its input is its end
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
