package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A broken peer: a TCP listener on loopback that answers each connection with a script, for
 * instance with silence, an endless line or random bytes. It speaks no NATS; for that there is
 * {@link NatsServer}.
 *
 * <p>Safe to use from any thread.
 */
public final class ScriptedServer implements AutoCloseable {
  private final int port;
  private final AcceptLoop listener;
  private final Script script;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong total = new AtomicLong();
  private final List<Exception> failures = new CopyOnWriteArrayList<>();

  private ScriptedServer(Script script) {
    this.script = script;
    ServerSocket socket = FreePorts.listen();
    port = socket.getLocalPort();
    listener = AcceptLoop.start("nats-testkit-script-accept", socket, this::admit);
  }

  /** What happens on one connection. */
  @FunctionalInterface
  public interface Script {
    /**
     * Plays on a thread of its own; the connection is closed when it returns.
     *
     * @param in what the client sends
     * @param out to the client
     * @param client the connection, for a half close or a reset
     * @throws Exception ends the connection; an {@link IOException} is what a client that hangs up
     *     causes, anything else is kept in {@link ScriptedServer#failures()}
     */
    void play(InputStream in, OutputStream out, Socket client) throws Exception;
  }

  /**
   * Starts to listen on a free port.
   *
   * @param script played once for each connection
   * @return the server
   */
  public static ScriptedServer start(Script script) {
    return new ScriptedServer(script);
  }

  /**
   * A script that sends nothing and waits for the client to hang up: a server that accepts and then
   * hangs.
   *
   * @return the script
   */
  public static Script silence() {
    return (in, out, client) -> in.transferTo(OutputStream.nullOutputStream());
  }

  /**
   * What a client connects to.
   *
   * @return for example {@code nats://127.0.0.1:14222}
   */
  public String url() {
    return "nats://127.0.0.1:" + port();
  }

  /**
   * Where it listens.
   *
   * @return the port
   */
  public int port() {
    return port;
  }

  /**
   * How many clients are connected now.
   *
   * @return the number of connections whose script still plays
   */
  public int connectionCount() {
    return open.size();
  }

  /**
   * How many clients have ever connected.
   *
   * @return the number of connections since the start
   */
  public long totalConnections() {
    return total.get();
  }

  /**
   * What went wrong in the script itself.
   *
   * @return what it threw, without {@link IOException}s
   */
  public List<Exception> failures() {
    return List.copyOf(failures);
  }

  private void admit(Socket client) {
    total.incrementAndGet();
    open.add(client);
    DaemonThreads.start("nats-testkit-script", () -> play(client));
  }

  private void play(Socket client) {
    try (client) {
      script.play(client.getInputStream(), client.getOutputStream(), client);
    } catch (IOException e) {
      // The client hung up, or this server was closed.
    } catch (Exception e) {
      failures.add(e);
    } finally {
      open.remove(client);
    }
  }

  /** Stops listening and closes all connections, which ends the scripts that use them. */
  @Override
  public void close() {
    listener.close();
    try {
      for (Socket client : open) {
        client.close();
      }
    } catch (IOException e) {
      throw new NatsServerException("A socket of the scripted server could not be closed.", e);
    }
  }
}
