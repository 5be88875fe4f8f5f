package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a nats-server is looked for, in which order. */
final class BinaryLocator {
  private static final Logger log = LoggerFactory.getLogger(BinaryLocator.class);
  private static final Object FETCH = new Object();

  private final Surroundings surroundings;
  private final List<BinarySource> sources;

  BinaryLocator(Surroundings surroundings) {
    this(surroundings, List.of(new AptSource(surroundings), new GoSource(surroundings)));
  }

  BinaryLocator(Surroundings surroundings, List<BinarySource> sources) {
    this.surroundings = surroundings;
    this.sources = sources;
  }

  Path locate(ServerLine line) {
    Optional<String> setting = surroundings.setting(line.property, line.variable);
    if (setting.isPresent()) {
      return configured(line, setting.get());
    }
    if (line == ServerLine.NEWEST) {
      Optional<Path> onPath = surroundings.onPath("nats-server").filter(file -> fits(line, file));
      if (onPath.isPresent()) {
        return onPath.get();
      }
    }
    Path cached = cache().resolve(line.title).resolve("nats-server");
    return fits(line, cached) ? cached : fetch(line, cached);
  }

  /** The version of the server at a path; an exception if that is no nats-server. */
  static ServerVersion versionOf(Path file) {
    String output = Command.of(file.toString(), "-v").run(Duration.ofSeconds(20));
    return ServerVersion.parse(output)
        .orElseThrow(
            () ->
                new NatsServerException(
                    "%s is no nats-server: asked for its version with -v it said: %s"
                        .formatted(file, output.strip())));
  }

  private static Path configured(ServerLine line, String path) {
    String advice =
        "The system property %s or the variable %s names %s, where no usable nats-server is: let it"
            + " name a nats-server %s, or unset it.";
    String where = advice.formatted(line.property, line.variable, path, line.wanted());
    if (!Files.isExecutable(Path.of(path))) {
      throw new NatsServerException(where);
    }
    try {
      ServerVersion version = versionOf(Path.of(path));
      if (line.accepts(version)) {
        return Path.of(path);
      }
      throw new NatsServerException("It is a nats-server " + version + ".");
    } catch (NatsServerException e) {
      throw new NatsServerException(where + " " + e.getMessage(), e);
    }
  }

  private static boolean fits(ServerLine line, Path file) {
    if (!Files.isExecutable(file)) {
      return false;
    }
    try {
      ServerVersion version = versionOf(file);
      if (line.accepts(version)) {
        return true;
      }
      log.info("{} is version {}; wanted is {}.", file, version, line.wanted());
    } catch (NatsServerException e) {
      log.info("Passed over: {}", e.getMessage());
    }
    return false;
  }

  Path cache() {
    return surroundings
        .setting("nats.server.cache", "NATS_SERVER_CACHE")
        .map(Path::of)
        .orElseGet(
            () -> Path.of(surroundings.property("user.home").orElse("."), ".cache", "lixpi-nats"));
  }

  /** Fetches under a lock of this JVM and of the cache, so that racing JVMs fetch once. */
  private Path fetch(ServerLine line, Path cached) {
    synchronized (FETCH) {
      try {
        Files.createDirectories(cached.resolveSibling("."));
        try (FileChannel channel =
                FileChannel.open(
                    cache().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          if (lock.isValid() && !fits(line, cached)) {
            fetchLocked(line, cached);
          }
          return cached;
        }
      } catch (IOException e) {
        throw new NatsServerException(
            "The cache folder %s must be writable; the system property nats.server.cache names another one."
                .formatted(cache()),
            e);
      }
    }
  }

  private void fetchLocked(ServerLine line, Path cached) throws IOException {
    List<String> failures = new ArrayList<>();
    for (BinarySource source : sources) {
      Path staging = Files.createTempDirectory(cache(), "fetch-");
      try {
        Path file = source.fetch(line, staging);
        ServerVersion version = versionOf(file);
        if (!line.accepts(version)) {
          throw new NatsServerException("It brought version " + version + ".");
        }
        Files.move(
            file, cached, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        log.info("Fetched nats-server {} into {} with {}.", version, cached, source.title());
        return;
      } catch (NatsServerException e) {
        failures.add(source.title() + ": " + e.getMessage());
        log.info("{} brought no nats-server: {}", source.title(), e.getMessage());
      } finally {
        TempFolder.deleteTree(staging);
      }
    }
    throw new NatsServerException(
        """
        No nats-server %s was found, and none could be fetched. Provide one in one of three ways: \
        let the system property %s or the variable %s name the executable; install nats-server so \
        that it is on the PATH or can be fetched with apt-get; install Go 1.21 or later. What was \
        tried: %s"""
            .formatted(line.wanted(), line.property, line.variable, String.join("; ", failures)));
  }
}
