package ai.lixpi.nats.benchmarks.work;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** A publisher on a bare socket, so that no client's connecting is part of the figure. */
final class Probe implements AutoCloseable {
  private static final byte[] END = {'\r', '\n'};
  private static final byte[] CONNECT =
      "CONNECT {\"verbose\":false}\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Socket socket;

  private final long connectedAt;

  private Probe(Socket socket) {
    this.socket = socket;
    this.connectedAt = System.nanoTime();
  }

  long connectedAt() {
    return connectedAt;
  }

  /** Tries each millisecond until the server accepts. */
  static Probe connect(String url, long patienceNanos) throws IOException {
    URI uri = URI.create(url);
    InetSocketAddress address = new InetSocketAddress(uri.getHost(), uri.getPort());
    long deadline = System.nanoTime() + patienceNanos;
    while (true) {
      Socket socket = new Socket();
      try {
        socket.connect(address, 1_000);
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write(CONNECT);
        return new Probe(socket);
      } catch (IOException refused) {
        socket.close();
        if (System.nanoTime() > deadline) {
          throw refused;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  void publish(String subject, byte data) throws IOException {
    var frame = new ByteArrayOutputStream();
    frame.writeBytes(("PUB " + subject + " 1\r\n").getBytes(StandardCharsets.US_ASCII));
    frame.write(data);
    frame.writeBytes(END);
    socket.getOutputStream().write(frame.toByteArray());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
