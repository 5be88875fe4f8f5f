package ai.lixpi.nats.internal.wire;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Closes a socket at a deadline, which ends what blocks on it: handshakes know no time limit. */
final class LinkWatch implements AutoCloseable {
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private LinkWatch() {}

  static LinkWatch over(Socket socket, long deadline) {
    LinkWatch watch = new LinkWatch();
    watch
        .done
        .orTimeout(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
        .whenComplete(
            (ok, late) -> {
              if (late != null) {
                close(socket);
              }
            });
    return watch;
  }

  /** Ends the watch; false when it has closed the socket already. */
  boolean endsInTime() {
    return done.complete(null) || !done.isCompletedExceptionally();
  }

  /** The failure of what was watched: that it took too long, if that is why. */
  IOException failure(String what, IOException failure) {
    if (!done.isCompletedExceptionally()) {
      return failure;
    }
    SocketTimeoutException late =
        new SocketTimeoutException(what + " did not finish within the connect timeout");
    late.addSuppressed(failure);
    return late;
  }

  @Override
  public void close() {
    done.complete(null);
  }

  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // then it is closed, too
    }
  }
}
