package ai.lixpi.nats;

import ai.lixpi.nats.testkit.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small HTTP proxy that knows CONNECT (RFC 9110), and keeps what clients begin to say. */
final class ConnectProxy implements AutoCloseable {
  private static final int KEPT = 2_048;

  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<String> beginnings = new CopyOnWriteArrayList<>();

  private final String answer;
  private final ScriptedServer listener = ScriptedServer.start((in, out, client) -> serve(in, out));

  private ConnectProxy(String answer) {
    this.answer = answer;
  }

  static ConnectProxy open() {
    return new ConnectProxy("200 Connection established");
  }

  static ConnectProxy refusing() {
    return new ConnectProxy("403 Forbidden");
  }

  Proxy proxy() {
    return new Proxy(
        Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()));
  }

  private void serve(InputStream in, OutputStream out) throws IOException {
    String head = head(in);
    String request = head.lines().findFirst().orElse("");
    requests.add(request);
    String target = request.substring("CONNECT ".length(), request.lastIndexOf(' '));
    if (!answer.startsWith("200")) {
      send(out, "HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    int colon = target.lastIndexOf(':');
    try (Socket server =
        new Socket(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))) {
      send(out, "HTTP/1.1 " + answer + "\r\n\r\n");
      Thread back = new Thread(() -> copyBack(server, out), "test-proxy-back");
      back.setDaemon(true);
      back.start();
      copy(in, server.getOutputStream());
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("no request");
      }
      head.append((char) b);
    }
    return head.toString();
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static void copyBack(Socket server, OutputStream out) {
    try {
      server.getInputStream().transferTo(out);
      out.close();
    } catch (IOException e) {
      // one of the two has hung up
    }
  }

  private void copy(InputStream in, OutputStream out) throws IOException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (kept.size() < KEPT) {
        kept.write(buffer, 0, count);
        beginnings.add(kept.toString(StandardCharsets.ISO_8859_1));
      }
      out.write(buffer, 0, count);
      out.flush();
    }
  }

  @Override
  public void close() {
    listener.close();
  }
}
