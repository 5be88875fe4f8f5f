package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One client of a proxy and the connection that the proxy made to the server for it. */
final class ProxyConnection {
  private static final int CONNECT_MILLIS = 10_000;

  private final Socket client;
  private final Socket server = new Socket();
  private final InetSocketAddress target;
  private final Map<Direction, Lane> lanes;
  private final Consumer<ProxyConnection> whenClosed;
  private final Pipe toServer;
  private final Pipe toClient;
  private final AtomicInteger halvesClosed = new AtomicInteger();

  // Mutable state
  private volatile boolean closed;

  ProxyConnection(
      Socket client,
      InetSocketAddress target,
      Map<Direction, Lane> lanes,
      Consumer<ProxyConnection> whenClosed) {
    this.client = client;
    this.target = target;
    this.lanes = lanes;
    this.whenClosed = whenClosed;
    this.toServer = new Pipe(this, lane(Direction.CLIENT_TO_SERVER), client, server);
    this.toClient = new Pipe(this, lane(Direction.SERVER_TO_CLIENT), server, client);
  }

  private Lane lane(Direction direction) {
    return lanes.getOrDefault(direction, new Lane());
  }

  void start() {
    DaemonThreads.start("nats-testkit-proxy", this::connect);
  }

  private void connect() {
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(target, CONNECT_MILLIS);
    } catch (IOException e) {
      reset();
      return;
    }
    DaemonThreads.start("nats-testkit-proxy-to-server", toServer::write);
    DaemonThreads.start("nats-testkit-proxy-from-server", toClient::read);
    DaemonThreads.start("nats-testkit-proxy-to-client", toClient::write);
    toServer.read();
  }

  boolean isClosed() {
    return closed;
  }

  void halfClosed() {
    if (halvesClosed.incrementAndGet() == 2) {
      close();
    }
  }

  /** Ends both connections with a reset, so that both peers notice at once. */
  void reset() {
    resetOnClose(client);
    resetOnClose(server);
    close();
  }

  private static void resetOnClose(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
  }

  private void close() {
    closed = true;
    closeQuietly(client);
    closeQuietly(server);
    toServer.wake();
    toClient.wake();
    lanes.values().forEach(Lane::wake);
    whenClosed.accept(this);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // There is nothing left to close.
    }
  }
}
