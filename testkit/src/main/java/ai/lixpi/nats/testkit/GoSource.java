package ai.lixpi.nats.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds the server from source with a Go that is on the PATH. */
final class GoSource implements BinarySource {
  // From 1.21 on Go fetches by itself the newer toolchain that a module asks for.
  private static final int OLDEST_MINOR = 21;
  private static final Pattern VERSION = Pattern.compile("go1\\.(\\d+)");

  private final Surroundings surroundings;

  GoSource(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public String title() {
    return "go install";
  }

  @Override
  public Path fetch(ServerLine line, Path staging) {
    Path go =
        surroundings
            .onPath("go")
            .orElseThrow(() -> new NatsServerException("there is no go on the PATH"));
    String version = Command.of(go.toString(), "version").run(Duration.ofSeconds(20));
    if (!isRecent(version)) {
      throw new NatsServerException("it is too old: " + version.strip());
    }
    Command.of(go.toString(), "install", "github.com/nats-io/nats-server/v2@" + line.goVersion)
        .in(staging)
        .with("GOBIN", staging.toAbsolutePath().toString())
        .run(Duration.ofMinutes(10));
    return staging.resolve("nats-server");
  }

  static boolean isRecent(String versionOutput) {
    Matcher minor = VERSION.matcher(versionOutput);
    return minor.find() && Integer.parseInt(minor.group(1)) >= OLDEST_MINOR;
  }
}
