package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Free ports on loopback, from below the range that the kernel gives to outgoing connections.
 *
 * <p>A port of that range would not stay free while its server is down: another process gets it, or
 * a client that keeps trying to connect to it is given it as its own port and connects to itself.
 * For the same reason JVMs that run side by side take ports of different blocks.
 */
final class FreePorts {
  private static final int LOWEST = 12_000;
  private static final int BEYOND = 32_000;
  private static final Object LOCK = new Object();
  private static final Queue<Integer> UNUSED = new ArrayDeque<>();
  private static final Queue<Integer> HANDED_OUT = new ArrayDeque<>();
  private static final PortBlocks BLOCKS = new PortBlocks(LOWEST, BEYOND);

  private FreePorts() {}

  /** A port that is free now and that this JVM has not handed out before, if there is one left. */
  static int next() {
    synchronized (LOCK) {
      for (int attempt = LOWEST; attempt < BEYOND; attempt++) {
        if (UNUSED.isEmpty()) {
          UNUSED.addAll(BLOCKS.take());
        }
        Integer port = UNUSED.isEmpty() ? HANDED_OUT.poll() : UNUSED.poll();
        if (port == null) {
          break;
        }
        HANDED_OUT.add(port);
        if (isFree(port)) {
          return port;
        }
      }
    }
    throw new NatsServerException(
        "No free port was found between %s and %s; end what occupies them."
            .formatted(LOWEST, BEYOND));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = listen(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** A socket that listens on loopback at exactly that port. */
  static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback(), port), 256);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** A socket that listens on loopback at a free port. */
  static ServerSocket listen() {
    for (int attempt = 0; ; attempt++) {
      int port = next();
      try {
        return listen(port);
      } catch (IOException e) {
        if (attempt == 10) {
          throw new NatsServerException("Port %s could not be listened on.".formatted(port), e);
        }
      }
    }
  }

  static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
  }
}
