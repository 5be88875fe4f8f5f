package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A peer that sends everything back, and a client of it, to see what a proxy does to bytes. */
final class EchoServer implements AutoCloseable {
  private final ScriptedServer server =
      ScriptedServer.start((in, out, client) -> in.transferTo(out));

  FaultProxy proxy() {
    return FaultProxy.to("127.0.0.1", server.port());
  }

  long totalConnections() {
    return server.totalConnections();
  }

  int connectionCount() {
    return server.connectionCount();
  }

  @Override
  public void close() {
    server.close();
  }

  /** A client whose reads give up after a while. */
  static final class Client implements AutoCloseable {
    private final Socket socket;

    Client(FaultProxy proxy) throws IOException {
      socket = new Socket(FreePorts.loopback(), proxy.port());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
    }

    Client patience(Duration limit) throws IOException {
      socket.setSoTimeout((int) limit.toMillis());
      return this;
    }

    Socket socket() {
      return socket;
    }

    OutputStream out() throws IOException {
      return socket.getOutputStream();
    }

    Client send(String text) throws IOException {
      out().write(text.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    String receive(int bytes) throws IOException {
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
    }

    String receiveAll() throws IOException {
      return receive(Integer.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
