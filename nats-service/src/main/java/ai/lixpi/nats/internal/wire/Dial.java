package ai.lixpi.nats.internal.wire;

import io.nats.client.Options;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens TCP connections: to all addresses of a host in turn, or through a proxy. */
final class Dial {
  private static final int BUFFER = 2 * 1024 * 1024; // as jnats

  private Dial() {}

  static Socket open(Options options, String host, int port, long deadline) throws IOException {
    Proxy proxy = options.getProxy();
    if (proxy != null && proxy.type() != Proxy.Type.DIRECT) {
      return throughProxy(options, proxy, host, port, deadline);
    }
    return toHost(options, host, port, deadline);
  }

  private static Socket toHost(Options options, String host, int port, long deadline)
      throws IOException {
    InetAddress[] addresses = Lookup.OF_THE_JDK.addresses(host, left(deadline));
    IOException failure = null;
    for (int i = 0; i < addresses.length; i++) {
      try {
        // each address gets its share of the time, so that a dead one does not use up all of it
        long share = left(deadline) / (addresses.length - i);
        return connect(options, null, new InetSocketAddress(addresses[i], port), share);
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure == null ? new IOException("the host has no address") : failure;
  }

  private static Socket throughProxy(
      Options options, Proxy proxy, String host, int port, long deadline) throws IOException {
    try {
      if (proxy.type() == Proxy.Type.HTTP && proxy.address() instanceof InetSocketAddress address) {
        return throughHttp(options, address, host, port, deadline);
      }
      return connect(
          options, proxy, InetSocketAddress.createUnresolved(host, port), left(deadline));
    } catch (IOException e) {
      throw new LinkFailure(
          "the proxy "
              + proxy.address()
              + " gave no way to it ("
              + e.getMessage()
              + "). Check that the proxy is reachable and allows CONNECT to that host and port.",
          e);
    }
  }

  private static Socket throughHttp(
      Options options, InetSocketAddress proxy, String host, int port, long deadline)
      throws IOException {
    Socket socket =
        proxy.isUnresolved()
            ? toHost(options, proxy.getHostString(), proxy.getPort(), deadline)
            : connect(options, null, proxy, left(deadline));
    try {
      int timeout = socket.getSoTimeout();
      ProxyTunnel.open(socket, host, port, deadline);
      socket.setSoTimeout(timeout);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static Socket connect(
      Options options, @Nullable Proxy proxy, SocketAddress target, long nanos) throws IOException {
    Socket socket = proxy == null ? new Socket() : new Socket(proxy);
    try {
      socket.setTcpNoDelay(true);
      socket.setReceiveBufferSize(
          options.getReceiveBufferSize() > 0 ? options.getReceiveBufferSize() : BUFFER);
      socket.setSendBufferSize(
          options.getSendBufferSize() > 0 ? options.getSendBufferSize() : BUFFER);
      int millis = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
      socket.setSoTimeout(millis); // a proxy answers before it is connected
      socket.connect(target, millis);
      refuseItself(socket);
      socket.setSoTimeout(Math.max(0, options.getSocketReadTimeoutMillis()));
      if (options.getSocketSoLinger() > 0) {
        socket.setSoLinger(true, options.getSocketSoLinger());
      }
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * While nobody listens at a port that the system also lends to outgoing connections, TCP may
   * connect a socket with itself. It would be silent, and keep the port from the server.
   */
  static void refuseItself(Socket socket) throws IOException {
    if (socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress())) {
      socket.setSoLinger(true, 0);
      throw new ConnectException("Connection refused");
    }
  }

  private static long left(long deadline) throws SocketTimeoutException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException(GuardedDataPort.LATE);
    }
    return left;
  }
}
