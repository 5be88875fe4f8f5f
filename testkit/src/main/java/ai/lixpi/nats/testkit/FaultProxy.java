package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on loopback between a client and a server, which breaks the link between them on
 * command: it cuts, refuses, stalls, discards and delays, now or when certain bytes pass.
 *
 * <p>Faults can be switched from any thread at any time and concern connections that exist as well
 * as those to come. What is on its way through the proxy at the very moment of a switch may fall on
 * either side of it; a {@link Trigger} is exact to the byte.
 */
public final class FaultProxy implements AutoCloseable {
  private final String scheme;
  private final InetSocketAddress target;
  private final int port;
  private final Map<Direction, Lane> lanes = new EnumMap<>(Direction.class);
  private final Set<ProxyConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong total = new AtomicLong();

  // Mutable state
  private @Nullable AcceptLoop listener;
  private volatile boolean closed;

  private FaultProxy(String scheme, InetSocketAddress target) {
    this.scheme = scheme;
    this.target = target;
    for (Direction direction : Direction.values()) {
      lanes.put(direction, new Lane());
    }
    ServerSocket first = FreePorts.listen();
    port = first.getLocalPort();
    listen(first);
  }

  /**
   * Starts a proxy in front of a server's port for clients.
   *
   * @param server may be stopped and started meanwhile
   * @return the proxy, which forwards
   */
  public static FaultProxy to(NatsServer server) {
    String url = server.url();
    return new FaultProxy(
        url.substring(0, url.indexOf(':')), new InetSocketAddress(server.host(), server.port()));
  }

  /**
   * Starts a proxy in front of any port, for example that for WebSocket clients.
   *
   * @param host where the server listens
   * @param port where the server listens
   * @return the proxy, which forwards
   */
  public static FaultProxy to(String host, int port) {
    return new FaultProxy("nats", new InetSocketAddress(host, port));
  }

  /**
   * What a client connects to instead of the server.
   *
   * @return for example {@code nats://127.0.0.1:14222}, with the scheme of the server's
   */
  public String url() {
    return scheme + "://127.0.0.1:" + port;
  }

  /**
   * Where the proxy listens.
   *
   * @return the port, the same for the proxy's life
   */
  public int port() {
    return port;
  }

  /** Ends all connections at once with a reset (RST) to both sides. New ones are let in. */
  public void cut() {
    List.copyOf(connections).forEach(ProxyConnection::reset); // not those that come because of it
  }

  /**
   * Stops listening, so that new connections are refused (ECONNREFUSED). Those that exist stay.
   * {@link #accept()} undoes it.
   */
  public synchronized void refuse() {
    AcceptLoop current = listener;
    listener = null;
    if (current != null) {
      current.close();
    }
  }

  /** Listens again on the same port after {@link #refuse()}. */
  public synchronized void accept() {
    if (listener == null && !closed) {
      try {
        listen(FreePorts.listen(port));
      } catch (IOException e) {
        throw new NatsServerException("The proxy could not listen on its port again.", e);
      }
    }
  }

  /**
   * Forwards nothing in either direction: a black hole. Connections stay open, new ones are let in,
   * and what is sent waits, an end of the stream too. {@link #flow()} lets it go on.
   */
  public void stall() {
    lanes.values().forEach(lane -> lane.set(Lane.Mode.STALL));
  }

  /**
   * Forwards nothing in one direction. What is sent waits until {@link #flow()}.
   *
   * @param direction the one that stalls
   */
  public void stall(Direction direction) {
    lane(direction).set(Lane.Mode.STALL);
  }

  /**
   * Throws away what is sent in one direction, without a word to either side. Since that tears
   * holes into the stream, the connection is of no use after {@link #flow()}.
   *
   * @param direction the one whose bytes are lost
   */
  public void discard(Direction direction) {
    lane(direction).set(Lane.Mode.DISCARD);
  }

  /** Forwards in both directions again, what has waited first. A delay stays on. */
  public void flow() {
    lanes.values().forEach(lane -> lane.set(Lane.Mode.FLOW));
  }

  /**
   * Adds latency to each direction. Order is kept, and bandwidth is not limited: up to 32 MiB are
   * under way at a time.
   *
   * @param latency of one way, so that a round trip takes twice that; zero switches it off
   */
  public void delay(Duration latency) {
    lanes.values().forEach(lane -> lane.delay(latency));
  }

  /**
   * Runs an action once, when certain text is about to pass: all that precedes it has been
   * forwarded, and of the text at most what came in an earlier read. The rest is forwarded after
   * the action, if that has not put an end to it.
   *
   * @param direction the way in which the text passes
   * @param text to wait for, as UTF-8, on any connection
   * @param action for example {@code proxy::cut}; holds that direction of that connection up
   * @return tells whether it has happened
   */
  public Trigger before(Direction direction, String text, Runnable action) {
    return before(direction, text.getBytes(StandardCharsets.UTF_8), action);
  }

  /**
   * As {@link #before(Direction, String, Runnable)}, for bytes.
   *
   * @param direction the way in which the bytes pass
   * @param bytes to wait for, on any connection
   * @param action holds that direction of that connection up
   * @return tells whether it has happened
   */
  public Trigger before(Direction direction, byte[] bytes, Runnable action) {
    return add(direction, new Trigger(bytes, true, action));
  }

  /**
   * Runs an action once, when certain text has passed: it has been forwarded to its last byte, and
   * nothing that follows it.
   *
   * @param direction the way in which the text passes
   * @param text to wait for, as UTF-8, on any connection
   * @param action for example {@code proxy::stall}; holds that direction of that connection up
   * @return tells whether it has happened
   */
  public Trigger after(Direction direction, String text, Runnable action) {
    return after(direction, text.getBytes(StandardCharsets.UTF_8), action);
  }

  /**
   * As {@link #after(Direction, String, Runnable)}, for bytes.
   *
   * @param direction the way in which the bytes pass
   * @param bytes to wait for, on any connection
   * @param action holds that direction of that connection up
   * @return tells whether it has happened
   */
  public Trigger after(Direction direction, byte[] bytes, Runnable action) {
    return add(direction, new Trigger(bytes, false, action));
  }

  private Trigger add(Direction direction, Trigger trigger) {
    lane(direction).triggers.add(trigger);
    return trigger;
  }

  /**
   * How many clients are connected now.
   *
   * @return the number of open connections
   */
  public int connectionCount() {
    return connections.size();
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
   * How much has been forwarded.
   *
   * @param direction the way it went
   * @return bytes over all connections since the start
   */
  public long bytesForwarded(Direction direction) {
    return lane(direction).forwarded.sum();
  }

  private Lane lane(Direction direction) {
    return lanes.getOrDefault(direction, new Lane());
  }

  private synchronized void listen(ServerSocket socket) {
    listener = AcceptLoop.start("nats-testkit-proxy-accept", socket, this::admit);
  }

  private void admit(Socket client) {
    ProxyConnection connection = new ProxyConnection(client, target, lanes, connections::remove);
    total.incrementAndGet();
    connections.add(connection);
    connection.start();
    // close() may have looked at the connections just before this one was among them.
    if (closed) {
      connection.reset();
    }
  }

  /** Ends all connections and stops listening. Can be called again. */
  @Override
  public synchronized void close() {
    closed = true;
    refuse();
    cut();
  }
}
