package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;

/** Hands over what connects to a socket, until it is closed. */
final class AcceptLoop implements AutoCloseable {
  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  private final ServerSocket listener;
  private final Thread thread;

  private AcceptLoop(String name, ServerSocket listener, Consumer<Socket> admit) {
    this.listener = listener;
    this.thread = DaemonThreads.start(name, () -> run(listener, admit));
  }

  static AcceptLoop start(String name, ServerSocket listener, Consumer<Socket> admit) {
    return new AcceptLoop(name, listener, admit);
  }

  private static void run(ServerSocket listener, Consumer<Socket> admit) {
    while (!listener.isClosed()) {
      try {
        admit.accept(listener.accept());
      } catch (IOException e) {
        // Either the listener was closed, which ends the loop, or that one client has gone again.
      }
    }
  }

  /** Closes the listener and waits for the loop: while it accepts, the kernel keeps listening. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new NatsServerException("Port " + listener.getLocalPort() + " could not be closed.", e);
    }
    Await.until(
        END_LIMIT,
        () -> !thread.isAlive(),
        () -> "Port " + listener.getLocalPort() + " is still listened on.");
  }
}
