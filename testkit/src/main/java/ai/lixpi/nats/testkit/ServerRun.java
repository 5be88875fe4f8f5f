package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One server's folder and ports, and the process that runs there now. Callers take turns. */
final class ServerRun implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Duration END_LIMIT = Duration.ofSeconds(20);
  private static final int TAIL = 3_000;

  private final ServerConfig.Ports ports;
  private final TempFolder folder = new TempFolder("nats-testkit-server-");
  private final Path configFile = folder.path().resolve("nats.conf");
  private final Path logFile = folder.path().resolve("nats.log");

  // Mutable state
  private volatile NatsServerBinary binary;
  private volatile @Nullable ServerProcess process;
  private volatile @Nullable String lastLog;
  private volatile boolean paused;

  ServerRun(NatsServerBinary binary, ServerConfig.Ports ports) {
    this.binary = binary;
    this.ports = ports;
  }

  NatsServerBinary binary() {
    return binary;
  }

  ServerConfig.Ports ports() {
    return ports;
  }

  Monitoring monitoring() {
    return new Monitoring(ports.monitoring());
  }

  void start(NatsServerBuilder settings) {
    if (lastLog != null) {
      throw new NatsServerException("The server has been closed; start another one.");
    }
    write(settings);
    int logged = log().length();
    if (settings.binary != null) {
      binary = settings.binary;
    }
    ServerProcess started =
        ServerProcess.start(
            new ServerConfig(settings, ports)
                .command(binary.path(), configFile, folder.path().resolve("store")),
            settings.environment,
            logFile);
    process = started;
    try {
      Await.until(
          START_LIMIT,
          () -> !started.isAlive() || isReady(logged),
          () -> "The server did not accept clients within 10 s. The end of its log: " + tail());
    } catch (NatsServerException e) {
      kill();
      throw e;
    }
    if (!started.isAlive()) {
      throw new NatsServerException("The server ended at its start. The end of its log: " + tail());
    }
  }

  /**
   * Asks the log, which says so once all ports are listened on. A connection to try it out would be
   * counted among those of clients, and a port that was taken is answered by whoever took it.
   */
  private boolean isReady(int logged) {
    return log().substring(logged).contains("Server is ready");
  }

  private void write(NatsServerBuilder settings) {
    try {
      Files.writeString(configFile, new ServerConfig(settings, ports).text());
    } catch (IOException e) {
      throw new UncheckedIOException("The server's folder must be writable.", e);
    }
  }

  boolean foundPortTaken() {
    return !isRunning() && log().contains("address already in use");
  }

  boolean isRunning() {
    ServerProcess current = process;
    return current != null && current.isAlive();
  }

  boolean isPaused() {
    return paused;
  }

  long pid() {
    return required().pid();
  }

  private ServerProcess required() {
    ServerProcess current = process;
    if (current == null) {
      throw new NatsServerException("The server was never started.");
    }
    return current;
  }

  void stop() {
    if (isRunning()) {
      resume();
      required().terminate();
      awaitEnd("SIGTERM");
    }
  }

  void kill() {
    if (isRunning()) {
      required().kill();
      paused = false;
      awaitEnd("SIGKILL");
    }
  }

  private void awaitEnd(String signal) {
    if (!required().endsWithin(END_LIMIT)) {
      throw new NatsServerException(
          "The server did not end on %s within %s s. The end of its log: %s"
              .formatted(signal, END_LIMIT.toSeconds(), tail()));
    }
  }

  void pause() {
    required().stop();
    paused = isRunning();
  }

  void resume() {
    if (paused) {
      paused = false;
      required().signal("CONT");
    }
  }

  void lameDuck() {
    required().signal("USR2");
  }

  void reload(NatsServerBuilder settings) {
    write(settings);
    int logged = log().length();
    required().signal("HUP");
    Await.until(
        START_LIMIT,
        () -> reloadedSince(logged) || refusedSince(logged),
        () -> "The server did not reload within 10 s. The end of its log: " + tail());
    if (refusedSince(logged)) {
      throw new NatsServerException(
          "The server refused the new configuration: " + log().substring(logged).strip());
    }
  }

  private boolean reloadedSince(int logged) {
    return log().substring(logged).contains("Reloaded server configuration");
  }

  private boolean refusedSince(int logged) {
    return log().substring(logged).contains("Failed to reload server configuration");
  }

  String log() {
    String kept = lastLog;
    if (kept != null) {
      return kept;
    }
    try {
      return Files.exists(logFile)
          ? new String(Files.readAllBytes(logFile), StandardCharsets.UTF_8)
          : "";
    } catch (IOException e) {
      throw new UncheckedIOException("The log of the server could not be read.", e);
    }
  }

  private String tail() {
    String log = log().strip();
    return "\n" + log.substring(Math.max(0, log.length() - TAIL));
  }

  @Override
  public void close() {
    if (lastLog == null) {
      kill();
      lastLog = log();
      folder.close();
    }
  }
}
