package ai.lixpi.nats.internal.wire;

import io.nats.client.Options;
import io.nats.client.api.ServerInfo;
import io.nats.client.support.NatsUri;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Asks a server for its INFO, which it sends in clear before anything else. */
final class InfoProbe {
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(2);

  private InfoProbe() {}

  static ServerInfo info(Options options, NatsUri server) throws IOException {
    long deadline = System.nanoTime() + LIMIT;
    try (Socket socket = Dial.open(options, server.getHost(), server.getPort(), deadline);
        LinkWatch watch = LinkWatch.over(socket, deadline)) {
      String line = line(socket.getInputStream());
      if (!watch.endsInTime()) {
        throw new IOException("INFO came too late");
      }
      return parsed(line);
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] some = new byte[8_192];
    for (int count = in.read(some); count >= 0; count = in.read(some)) {
      for (int i = 0; i < count; i++) {
        if (some[i] == '\n') {
          line.write(some, 0, i);
          return line.toString(StandardCharsets.UTF_8).strip();
        }
      }
      line.write(some, 0, count);
      if (line.size() > FrameGuard.MAX_LINE) {
        throw new IOException("a line of more than " + FrameGuard.MAX_LINE + " bytes");
      }
    }
    throw new IOException("closed before INFO");
  }

  private static ServerInfo parsed(String line) throws IOException {
    if (!line.startsWith("INFO ")) {
      throw new IOException("no INFO");
    }
    try {
      return new ServerInfo(line);
    } catch (RuntimeException | StackOverflowError e) { // a stranger's JSON
      throw new IOException("no INFO", e);
    }
  }
}
