package ai.lixpi.nats.internal.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A way through an HTTP proxy: CONNECT, RFC 9110, section 9.3.6. Takes no byte more than the answer
 * of the proxy, while the JDK throws away what the server has said meanwhile.
 */
final class ProxyTunnel {
  private static final int LONGEST = 8_192;
  private static final String END = "\r\n\r\n";
  private static final Pattern OPEN = Pattern.compile("HTTP/1\\.[01] 2[0-9]{2}( .*)?");

  private ProxyTunnel() {}

  static void open(Socket socket, String host, int port, long deadline) throws IOException {
    String target = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    String request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + END;
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    String answer = head(socket, deadline).lines().findFirst().orElse("");
    if (!OPEN.matcher(answer).matches()) {
      throw new IOException(Strangers.answer(answer));
    }
  }

  private static String head(Socket socket, long deadline) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf(END, head.length() - END.length()) < 0) {
      if (head.length() == LONGEST) {
        throw new IOException("its answer is longer than " + LONGEST + " bytes");
      }
      socket.setSoTimeout(millis(deadline));
      int next = in.read();
      if (next < 0) {
        throw new EOFException(
            head.length() == 0 ? "it closed the connection" : Strangers.answer(head.toString()));
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static int millis(long deadline) throws SocketTimeoutException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException(GuardedDataPort.LATE);
    }
    return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
  }
}
