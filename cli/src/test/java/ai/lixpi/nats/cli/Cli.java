package ai.lixpi.nats.cli;

import ai.lixpi.nats.testkit.junit.SecretWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs {@code ./lixpi-nats} as a process, with an environment and a home of its own. */
final class Cli {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path LAUNCHER = ROOT.resolve("lixpi-nats");

  private final Path home;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private @Nullable Path folder;

  private Cli(Path home) {
    this.home = home;
  }

  static Cli in(Path home) {
    return new Cli(home);
  }

  /** Commands get this server in a variable. */
  static Cli at(String url, Path home) {
    return in(home).env("NATS_URL", url);
  }

  Cli env(String name, String value) {
    Cli copy = new Cli(home);
    copy.environment.putAll(environment);
    copy.environment.put(name, value);
    copy.folder = folder;
    return copy;
  }

  /** Runs in another folder than the home. */
  Cli folder(Path newFolder) {
    Cli copy = new Cli(home);
    copy.environment.putAll(environment);
    copy.folder = newFolder;
    return copy;
  }

  Result run(String... arguments) {
    Result result = start(arguments).end();
    // what these print is a secret, as it is meant
    if (Collections.disjoint(List.of(arguments), List.of("nkey", "jwt"))) {
      SecretWatch.see("the output", result.out());
    }
    return result;
  }

  /** What is sent to standard input, text. */
  Result runWith(String input, String... arguments) {
    Running running = start(arguments);
    running.type(input);
    return running.closeInput().end();
  }

  Running start(String... arguments) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    return launch(command);
  }

  /** Runs in a pseudo-terminal, as a person would see it. */
  Running startInTerminal(String... arguments) {
    StringBuilder line = new StringBuilder(LAUNCHER.toString());
    for (String argument : arguments) {
      line.append(" '").append(argument).append('\'');
    }
    return launch(List.of("script", "-qec", line.toString(), "/dev/null"));
  }

  private Running launch(List<String> command) {
    // Signals that are ignored are inherited, and a build in the background ignores SIGINT
    List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT"));
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.directory((folder == null ? home : folder).toFile());
    builder.environment().keySet().removeIf(name -> name.contains("NATS") || name.equals("TERM"));
    builder.environment().put("HOME", home.toString());
    builder.environment().put("XDG_CONFIG_HOME", home.resolve(".config").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LIXPI_NATS_BUILD", "never");
    builder.environment().put("TERM", "xterm");
    builder.environment().put("NATS_SERVER_CACHE", serverCache());
    builder.environment().putAll(environment);
    try {
      return new Running(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "This needs env, bash and script: apt-get install coreutils bash bsdutils.", e);
    }
  }

  /** The home is another one, the cache of servers is not. */
  private static String serverCache() {
    String given = System.getenv("NATS_SERVER_CACHE");
    return given == null
        ? Path.of(System.getProperty("user.home"), ".cache", "lixpi-nats").toString()
        : given;
  }

  /** What a command left. */
  record Result(int code, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
