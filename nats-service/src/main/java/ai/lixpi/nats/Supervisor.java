package ai.lixpi.nats;

import ai.lixpi.nats.internal.wire.AttemptFailure;
import ai.lixpi.nats.internal.wire.LinkListener;
import ai.lixpi.nats.internal.wire.Transport;
import ai.lixpi.nats.internal.wire.Wire;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
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

    void down(Wire wire, boolean planned);

    /** The end of a planned outage did not come at once, so it is one like any other. */
    void lost(Wire wire);

    void pause();

    boolean awaitsReplies();

    void resume(Wire wire);

    void signInExpired();

    void attemptFailed(NatsServiceException failure);

    void refused(Wire wire, Violation violation);

    void tooManySubscriptions(Wire wire);

    void usedUp();
  }

  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);

  private static final Duration CONFIRMATION = Duration.ofSeconds(1);
  private static final long PAUSE_MILLIS = 5;
  private static final long QUIET_NANOS = 100_000_000;

  private final Pacer pacer;
  private final StatusBoard board;
  private final Failures failures;
  private final Counters counters;
  private final Dependants dependants;
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final Queue<Runnable> reports = new ConcurrentLinkedQueue<>();
  private final Thread thread;

  // Mutable state, set once before the thread starts
  private @Nullable Transport transport;

  // Mutable state, the thread's own
  private boolean up;
  private boolean wireExpected;
  private boolean connectedBefore;
  private @Nullable String isolation;

  // Mutable state
  private volatile boolean stopped;
  private volatile @Nullable Wire wire;
  private volatile @Nullable Wire renewing;
  private volatile long renewals;

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

  /** What the server has said is told even if the end came right after it. */
  void tellRest() {
    for (Runnable report = reports.poll(); report != null; report = reports.poll()) {
      report.run();
    }
  }

  private void report(Runnable report) {
    reports.add(report);
    events.add(this::tellNext);
  }

  private void tellNext() {
    Runnable report = reports.poll();
    if (report != null) {
      report.run();
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
    renewing = null;
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
    boolean planned = renewing == lostWire;
    String isolated = planned ? isolation : null;
    if (isolated != null) {
      LOG.warn("NATS -> reconnecting, because {}", isolated);
    } else if (planned) {
      LOG.info("NATS -> reconnecting to renew the sign-in before it expires");
    } else {
      LOG.error("NATS -> disconnected");
    }
    // who is to reply on the server that is left can't reach us any more
    dependants.down(lostWire, planned && isolated == null);
    board.moveTo(ConnectionState.RECONNECTING, null);
    if (!planned) {
      LOG.warn("NATS -> reconnecting");
    }
  }

  /** Whether a renewal has been under way since then, so that what failed may be asked again. */
  boolean renewedSince(long number) {
    return renewals != number || renewing != null;
  }

  long renewals() {
    // one that is under way counts as yet to come
    return renewing == null ? renewals : -1;
  }

  /**
   * Signs in anew, which takes a new link. Nothing that we send is lost by it: what is published
   * meanwhile is kept, and the server has confirmed all before the link is given up.
   */
  void renew(Wire oldWire) {
    leave(oldWire, null);
  }

  @Override
  public void isolated(Wire oldWire, String next) {
    leave(oldWire, oldWire.serverUrl() + " is cut off from its cluster: moving to " + next);
  }

  private void leave(Wire oldWire, @Nullable String isolated) {
    events.add(
        () -> {
          if (up && oldWire == wire && renewing == null) {
            renewing = oldWire;
            isolation = isolated;
            long number = renewals + 1;
            renewals = number;
            dependants.pause();
            Thread worker =
                new Thread(() -> reconnect(oldWire, number), thread.getName() + "-renewal");
            worker.setDaemon(true);
            worker.start();
          }
        });
  }

  private void reconnect(Wire oldWire, long number) {
    try {
      awaitQuiet();
      if (oldWire.flush(CONFIRMATION) && !stopped) {
        oldWire.reconnect();
        Thread.sleep(CONFIRMATION.toMillis()); // what has come of it is told by other threads
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    events.add(
        () -> {
          if (up && renewing == oldWire && renewals == number) {
            renewing = null;
            dependants.resume(oldWire);
          }
        });
  }

  /** A reply that comes between the two links is lost, so those that come soon are waited for. */
  private void awaitQuiet() throws InterruptedException {
    long start = System.nanoTime();
    do {
      Thread.sleep(PAUSE_MILLIS); // who saw the gate open a moment ago is through by then
    } while (dependants.awaitsReplies() && System.nanoTime() - start < QUIET_NANOS);
  }

  @Override
  public void signInExpired(Wire expiredWire) {
    events.add(
        () -> {
          LOG.warn("NATS -> the sign-in has expired: signing in anew");
          dependants.signInExpired();
        });
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
          Wire lostWire = renewing;
          if (lostWire != null) {
            renewing = null;
            dependants.lost(lostWire);
          }
          dependants.attemptFailed(translated);
          if (board.attemptFailed(failure.server(), translated)) {
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
      case SIGN_IN ->
          new ConnectFailedException(
              "Can't sign in to "
                  + failure.server()
                  + " ("
                  + failure.detail()
                  + "). The service keeps trying.",
              failure.cause());
      case QUOTA ->
          new LimitExceededException(
              Outcome.NOT_SENT,
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
    report(() -> dependants.refused(where, violation));
  }

  @Override
  public void tooManySubscriptions(Wire where) {
    report(() -> dependants.tooManySubscriptions(where));
  }

  @Override
  public void serverError(String text) {
    report(() -> failures.report(new ServerErrorException("The server reported: " + text)));
  }

  @Override
  public void discarded(String subject) {
    counters.lost.increment();
    failures.report(
        new MessageLostException(
            subject, 1, "its thread was interrupted while it waited for room."));
  }
}
