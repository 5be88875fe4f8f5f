package ai.lixpi.nats.testkit;

import java.util.function.Consumer;

/**
 * A real nats-server as a process of its own, on 127.0.0.1, for tests that stop, kill, pause and
 * reconfigure it.
 *
 * <p>It listens on a free port, which it keeps over restarts, and its store lasts until {@link
 * #close()}. It dies with this JVM. Methods that change the server take turns; all are safe to call
 * from any thread.
 */
public final class NatsServer implements AutoCloseable {
  private static final int ATTEMPTS = 5;

  private final NatsServerBuilder original;
  private final ServerRun run;

  // Mutable state
  private NatsServerBuilder settings;
  private boolean changed;

  private NatsServer(NatsServerBuilder settings, ServerRun run) {
    this.original = settings;
    this.settings = settings.copy();
    this.run = run;
  }

  /**
   * Starts a server without JetStream, TLS or authorisation on a free port.
   *
   * @return the server, which accepts clients
   * @throws NatsServerException if it does not within 10 s; with the end of its log
   */
  public static NatsServer start() {
    return builder().start();
  }

  /**
   * Starts a description of a server.
   *
   * @return a builder to describe a server with
   */
  public static NatsServerBuilder builder() {
    return new NatsServerBuilder();
  }

  static NatsServer start(NatsServerBuilder builder) {
    NatsServerBuilder settings = builder.copy();
    for (int attempt = 1; ; attempt++) {
      ServerConfig.Ports ports = ServerConfig.Ports.free(settings.port);
      ServerRun run = new ServerRun(settings.binaryOrNewest(), ports);
      try {
        run.start(settings);
        return new NatsServer(settings, run);
      } catch (NatsServerException e) {
        // Another process was quicker to take one of the free ports.
        boolean again = run.foundPortTaken() && attempt < ATTEMPTS && settings.cluster.isEmpty();
        run.close();
        if (!again) {
          throw e;
        }
      }
    }
  }

  /**
   * What a client connects to.
   *
   * @return for example {@code nats://127.0.0.1:14222}, with {@code tls} as scheme if TLS is on
   */
  public String url() {
    return (settings().certificates == null ? "nats://" : "tls://") + host() + ":" + port();
  }

  /**
   * Where it listens.
   *
   * @return always {@code 127.0.0.1}
   */
  public String host() {
    return "127.0.0.1";
  }

  /**
   * Where it listens for clients.
   *
   * @return the port, the same over restarts
   */
  public int port() {
    return run.ports().client();
  }

  /**
   * What a client connects to over WebSocket.
   *
   * @return for example {@code ws://127.0.0.1:18080}, with {@code wss} as scheme if TLS is on
   * @throws IllegalStateException if the server was built without {@link
   *     NatsServerBuilder#webSocket()}
   */
  public String webSocketUrl() {
    NatsServerBuilder current = settings();
    if (!current.webSocket) {
      throw new IllegalStateException("The server has no WebSocket; build it with webSocket().");
    }
    String scheme = current.certificates == null ? "ws://" : "wss://";
    return scheme + host() + ":" + run.ports().webSocket();
  }

  /**
   * The name that the server goes by in a cluster.
   *
   * @return its {@code server_name}
   */
  public String name() {
    return settings().name;
  }

  /**
   * The process.
   *
   * @return the process id of the current or, if it is not running, of the last run
   */
  public long pid() {
    return run.pid();
  }

  /**
   * Which version it is.
   *
   * @return for example {@code 2.15.1}
   */
  public String version() {
    return run.binary().version();
  }

  /**
   * What the server has logged.
   *
   * @return the whole log, over all restarts; after {@link #close()} its last state
   */
  public String log() {
    return run.log();
  }

  /**
   * Whether there is a process.
   *
   * @return true from start to stop, for a paused server too
   */
  public boolean isRunning() {
    return run.isRunning();
  }

  /**
   * Whether the server is frozen.
   *
   * @return true from {@link #pause()} to {@link #resume()} or the end of the process
   */
  public boolean isPaused() {
    return run.isPaused();
  }

  /** Ends the server gracefully (SIGTERM) and waits for that; a paused one is resumed first. */
  public synchronized void stop() {
    run.stop();
  }

  /** Kills the server (SIGKILL) and waits until it is gone. */
  public synchronized void kill() {
    run.kill();
  }

  /**
   * Freezes the server (SIGSTOP): its sockets stay open, and the kernel goes on accepting
   * connections for it, but it answers nothing.
   */
  public synchronized void pause() {
    run.pause();
  }

  /** Lets a paused server go on (SIGCONT); does nothing to one that isn't. */
  public synchronized void resume() {
    run.resume();
  }

  /**
   * Sends the server into lame duck mode (SIGUSR2): it tells its clients, takes no new ones, starts
   * to cut them off after 2 s and ends. Returns at once.
   */
  public synchronized void lameDuck() {
    run.lameDuck();
  }

  /**
   * Has the server read its configuration file again (SIGHUP).
   *
   * @throws NatsServerException if it refuses to; with its reason
   */
  public synchronized void reload() {
    run.reload(settings);
  }

  /**
   * Replaces what {@link NatsServerBuilder#config} gave and has the server read it (SIGHUP).
   *
   * @param extraLines in the server's configuration language
   * @throws NatsServerException if the server refuses them; with its reason
   */
  public synchronized void reload(String extraLines) {
    settings.config(extraLines);
    changed = true;
    run.reload(settings);
  }

  /** Starts the server again on the same port with the same store; stops it first if need be. */
  public synchronized void restart() {
    run.stop();
    run.start(settings);
  }

  /**
   * Starts the server again with other settings, on the same port with the same store; stops it
   * first if need be.
   *
   * @param changes applied to the settings of before; a change of port has no effect
   * @throws NatsServerException if the server does not start with them; with the end of its log
   */
  public synchronized void restart(Consumer<NatsServerBuilder> changes) {
    run.stop();
    changed = true;
    changes.accept(settings);
    run.start(settings);
  }

  /**
   * Undoes whatever a test did: afterwards the server runs with the settings that it was built
   * with. The store keeps what is in it. Does nothing to a server to which nothing was done.
   */
  public synchronized void restore() {
    run.resume();
    if (changed || !run.isRunning()) {
      settings = original.copy();
      changed = false;
      restart();
    }
  }

  /**
   * How many clients are connected.
   *
   * @return the number that the server's own {@code /connz} tells
   */
  public int connections() {
    return run.monitoring().connections();
  }

  /**
   * How many subscriptions clients have.
   *
   * @return the sum over all clients that the server's own {@code /connz} tells
   */
  public int subscriptions() {
    return run.monitoring().subscriptions();
  }

  /**
   * Asks the monitoring endpoint.
   *
   * @param path for example {@code /jsz?streams=1}
   * @return the answer, JSON
   * @throws NatsServerException if there is no answer within 5 s
   */
  public String monitoring(String path) {
    return run.monitoring().get(path);
  }

  Monitoring monitoring() {
    return run.monitoring();
  }

  private synchronized NatsServerBuilder settings() {
    return settings;
  }

  /** Kills the server and deletes its store. Can be called again, and on a paused server. */
  @Override
  public synchronized void close() {
    run.close();
  }

  @Override
  public String toString() {
    return "nats-server " + version() + " at " + host() + ":" + port() + ", pid " + pid();
  }
}
