package ai.lixpi.nats.cli.connect;

import ai.lixpi.nats.ConnectionState;
import ai.lixpi.nats.ConnectionStatus;
import ai.lixpi.nats.ErrorListener;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.PermissionDeniedException;
import ai.lixpi.nats.cli.output.Terminal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells on stderr what happens to the link while a command runs, and what no caller waits for. */
final class LinkNotes implements ErrorListener {
  private static final long PATIENCE_SECONDS = 10; // a busy machine tells late

  private final Terminal terminal;
  private final CountDownLatch closed = new CountDownLatch(1);

  // Mutable state
  private volatile Consumer<String> onRefusal = subject -> {};
  private volatile boolean begun;
  private volatile boolean lost;
  private volatile boolean refused;

  LinkNotes(Terminal terminal) {
    this.terminal = terminal;
  }

  void onRefusal(Consumer<String> action) {
    onRefusal = action;
  }

  void begin() {
    begun = true;
  }

  void statusChanged(ConnectionStatus status) {
    if (status.state() == ConnectionState.CLOSED) {
      closed.countDown(); // all failures were told before
    }
    if (!begun) {
      return;
    }
    if (status.state() == ConnectionState.RECONNECTING && !lost) {
      lost = true;
      terminal.warn("The connection is lost; trying to get it back ...");
    } else if (status.state() == ConnectionState.CONNECTED && lost) {
      lost = false;
      terminal.note("Connected again to " + status.serverUrl().orElse("the server") + ".");
    }
  }

  @Override
  public void onError(NatsServiceException failure) {
    if (failure instanceof PermissionDeniedException denied) {
      refused = true;
      onRefusal.accept(denied.subject());
    }
    if (begun) {
      terminal.warn(String.valueOf(failure.getMessage()));
    }
  }

  /** Whether something was refused; asked when the service has been closed. */
  boolean isRefused() {
    try {
      closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return refused;
  }
}
