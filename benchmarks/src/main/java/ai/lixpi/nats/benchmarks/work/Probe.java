package ai.lixpi.nats.benchmarks.work;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** A publisher on a bare socket, so that no client's connecting is part of the figure. */
final class Probe implements AutoCloseable {
  private final Socket socket;

  private Probe(Socket socket) {
    this.socket = socket;
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
        Probe probe = new Probe(socket);
        probe.write("CONNECT {\"verbose\":false}\r\n");
        return probe;
      } catch (IOException refused) {
        socket.close();
        if (System.nanoTime() > deadline) {
          throw refused;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  void publish(String subject) throws IOException {
    write("PUB " + subject + " 1\r\nx\r\n");
  }

  private void write(String frame) throws IOException {
    socket.getOutputStream().write(frame.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
