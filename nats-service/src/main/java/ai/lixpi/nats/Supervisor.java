package ai.lixpi.nats;

import ai.lixpi.nats.internal.wire.AttemptFailure;
import ai.lixpi.nats.internal.wire.LinkListener;
import ai.lixpi.nats.internal.wire.Transport;
import ai.lixpi.nats.internal.wire.Wire;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the connection: makes one attempt after another until there is a wire, has the service
 * brought back on each one, and starts again when a wire is gone for good. All of it happens on one
 * thread, in the order of the events.
 */
final class Supervisor implements LinkListener {
  /** What lives on a wire. Called on the supervisor's thread. */
  interface Dependants {
    void up(Wire wire, boolean first);

    void down(Wire wire);

    void attemptFailed(NatsServiceException failure);

    void refused(Wire wire, Violation violation);

    void usedUp();
  }

  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);

  private final Pacer pacer;
  private final StatusBoard board;
  private final Failures failures;
  private final Counters counters;
  private final Dependants dependants;
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final Thread thread;

  // Mutable state, set once before the thread starts
  private @Nullable Transport transport;

  // Mutable state, the thread's own
  private boolean up;
  private boolean wireExpected;
  private boolean connectedBefore;

  // Mutable state
  private volatile boolean stopped;
  private volatile @Nullable Wire wire;

  Supervisor(
      String name,
      Pacer pacer,
      StatusBoard board,
      Failures failures,
      Counters counters,
      Dependants dependants) {
    this.pacer = pacer;
    this.board = board;
    this.failures = failures;
    this.counters = counters;
    this.dependants = dependants;
    this.thread = new Thread(this::run, "nats-supervisor-" + name);
  }

  void start(Transport newTransport) {
    transport = newTransport;
    thread.start();
  }

  @Nullable Wire wire() {
    return wire;
  }

  private void run() {
    while (!stopped) {
      try {
        step();
      } catch (InterruptedException e) {
        // stop() sets the flag first; any other interrupt was meant for an attempt that has ended
      } catch (RuntimeException | Error e) {
        LOG.error("NATS -> connection error", e);
      }
    }
  }

  private void step() throws InterruptedException {
    if (wire != null || wireExpected || !events.isEmpty()) {
      Runnable event = events.take();
      // take() may return an event of our own closing in spite of the interrupt
      if (!stopped) {
        event.run();
      }
    } else if (pacer.awaitTurn()) {
      Transport current = transport;
      wireExpected = current != null && current.attempt();
    } else {
      endOfHope();
    }
  }

  private void endOfHope() {
    stopped = true;
    if (pacer.isUsedUp()) {
      dependants.usedUp();
    }
  }

  /** Ends the thread; an attempt that is under way is interrupted. */
  void stop() {
    stopped = true;
    pacer.close();
    thread.interrupt();
  }

  void awaitEnd(Duration timeout) throws InterruptedException {
    if (Thread.currentThread() != thread) {
      thread.join(Math.max(1, timeout.toMillis()));
    }
  }

  @Override
  public void linkUp(Wire newWire) {
    pacer.up();
    events.add(() -> onUp(newWire));
  }

  private void onUp(Wire newWire) {
    wireExpected = false;
    wire = newWire;
    if (!newWire.isOpen()) {
      return; // gone again already, and the event that says so is on its way
    }
    up = true;
    String url = newWire.serverUrl();
    boolean first = !connectedBefore;
    connectedBefore = true;
    dependants.up(newWire, first);
    board.connected(url);
    if (!first) {
      LOG.info("NATS -> reconnected");
    }
    LOG.info("NATS -> listening on: {}", url);
  }

  @Override
  public void linkDown(Wire lostWire) {
    pacer.down();
    events.add(() -> onDown(lostWire));
  }

  private void onDown(Wire lostWire) {
    if (!up || lostWire != wire) {
      return;
    }
    up = false;
    LOG.error("NATS -> disconnected");
    dependants.down(lostWire);
    board.moveTo(ConnectionState.RECONNECTING, null);
    LOG.warn("NATS -> reconnecting");
  }

  @Override
  public void linkClosed(Wire lostWire) {
    events.add(
        () -> {
          onDown(lostWire);
          wireExpected = false;
          if (lostWire == wire) {
            wire = null;
          }
        });
  }

  @Override
  public void attemptFailed(AttemptFailure failure) {
    if (stopped) {
      return;
    }
    pacer.failed(failure.kind());
    events.add(
        () -> {
          NatsServiceException translated = translate(failure);
          dependants.attemptFailed(translated);
          if (board.attemptFailed(translated)) {
            LOG.error("NATS -> connection error: {}", translated.getMessage());
          }
        });
  }

  private static NatsServiceException translate(AttemptFailure failure) {
    return switch (failure.kind()) {
      case CREDENTIALS ->
          new CredentialsRejectedException(
              "The server "
                  + failure.server()
                  + " refused the credentials ("
                  + failure.detail()
                  + "): check token, user and password, or the auth callout responder. The service keeps trying, slowly.");
      case QUOTA ->
          new ConnectFailedException(
              "The server "
                  + failure.server()
                  + " has no room ("
                  + failure.detail()
                  + "): raise its limit or close other connections. The service keeps trying, slowly.",
              failure.cause());
      case LINK ->
          new ConnectFailedException(
              "Can't connect to "
                  + failure.server()
                  + ", because "
                  + failure.detail()
                  + " The service keeps trying.",
              failure.cause());
      case NETWORK ->
          new ConnectFailedException(
              "Can't connect to "
                  + failure.server()
                  + " ("
                  + failure.detail()
                  + "): check the address and that a nats-server listens there. The service keeps trying.",
              failure.cause());
    };
  }

  @Override
  public void refused(Wire where, Violation violation) {
    events.add(() -> dependants.refused(where, violation));
  }

  @Override
  public void serverError(String text) {
    events.add(() -> failures.report(new ServerErrorException("The server reported: " + text)));
  }

  @Override
  public void discarded(String subject) {
    counters.lost.increment();
    failures.report(
        new MessageLostException(
            subject, 1, "its thread was interrupted while it waited for room."));
  }
}
