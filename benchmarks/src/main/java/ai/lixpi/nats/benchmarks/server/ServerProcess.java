package ai.lixpi.nats.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A nats-server process on a free port of the loopback; its log is discarded. */
final class ServerProcess implements Server {
  private static final int ATTEMPTS = 5_000;

  private final int port;

  // Mutable state
  private Process process;

  private ServerProcess(int port) throws IOException {
    this.port = port;
    process = launch();
  }

  static ServerProcess start() throws IOException {
    ServerProcess server = new ServerProcess(freePort());
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    server.awaitListening();
    return server;
  }

  @Override
  public String url() {
    return "nats://127.0.0.1:" + port;
  }

  @Override
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void restart() throws IOException {
    process = launch();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(binary(), "-a", "127.0.0.1", "-p", Integer.toString(port))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static String binary() {
    return Optional.ofNullable(System.getProperty("nats.server.binary"))
        .or(() -> Optional.ofNullable(System.getenv("NATS_SERVER_BINARY")))
        .orElse("nats-server");
  }

  private void awaitListening() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException refused) {
        if (attempt == ATTEMPTS || !process.isAlive()) {
          close();
          throw new IOException(
              binary() + " does not listen; set NATS_SERVER_BINARY to a nats-server", refused);
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }
}
