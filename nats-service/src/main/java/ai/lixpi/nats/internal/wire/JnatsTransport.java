package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.internal.wire.LinkListener.Violation;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.NUID;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes wires of jnats connections, and translates what jnats reports. */
public final class JnatsTransport implements Transport {
  private static final String TOO_MANY_SUBSCRIPTIONS = "maximum subscriptions exceeded";
  private static final long LAST_WORDS_MILLIS = 200;
  private static final Pattern VIOLATION =
      Pattern.compile(
          "permissions violation for (publish|subscription) to \"([^\"]*)\"(?: using queue \"([^\"]*)\")?",
          Pattern.CASE_INSENSITIVE);

  private final LinkListener listener;
  private final ExecutorService callbacks;
  private final Presented presented = new Presented();
  private final Attempts attempts;
  private final PayloadPool payloads = new PayloadPool();
  private final StuckLink stuck;
  private final Partition partition;
  private final PacedServerPool pool;
  private final JnatsOptions options;

  private final String inboxPrefix;

  // Mutable state
  private volatile @Nullable Connection connection;
  private volatile @Nullable JnatsWire current;
  private volatile boolean closed;

  /**
   * A transport on plain jnats.
   *
   * @param settings what to connect to and how
   * @param policy decides when an attempt may start
   * @param listener told what happens
   */
  public JnatsTransport(TransportSettings settings, AttemptPolicy policy, LinkListener listener) {
    this.listener = listener;
    this.callbacks =
        Executors.newSingleThreadExecutor(
            task -> new Thread(task, "nats-callback-" + settings.name()));
    this.attempts = new Attempts(callbacks, listener::attemptFailed, presented);
    this.stuck = new StuckLink(callbacks, this::wire);
    TlsSource tls = settings.tls() == null ? null : new TlsSource(settings.tls());
    this.partition = new Partition(settings.name(), this::wire, listener::isolated);
    this.pool = new PacedServerPool(policy, attempts, stuck::watch, tls, payloads, partition);
    this.options =
        new JnatsOptions(
            settings, callbacks, pool, new Events(), new Errors(), attempts, stuck, presented);
    Options first = options.build();
    options.requireRoom(first.getMaxControlLine());
    this.inboxPrefix = first.getInboxPrefix();
  }

  @Override
  public boolean attempt() throws InterruptedException {
    attempts.begin("the configured servers");
    pool.beforeFirstConnection();
    try {
      Connection made = Nats.connect(options.build());
      connection = made;
      if (closed) {
        close(made); // close() came before it could see this connection
      }
      return true;
    } catch (IOException | RuntimeException e) {
      attempts.note(e);
      attempts.failed();
      return false;
    }
  }

  @Override
  public String newInbox() {
    return inboxPrefix + NUID.nextGlobal();
  }

  @Override
  public void close() {
    closed = true;
    partition.close();
    Connection last = connection;
    if (last != null) {
      close(last);
    }
    options.close();
    presented.close();
    callbacks.shutdown();
    try {
      callbacks.awaitTermination(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable JnatsWire wire() {
    return current;
  }

  private @Nullable JnatsWire wire(Connection connection) {
    JnatsWire wire = current;
    return wire != null && wire.connection() == connection ? wire : null;
  }

  private JnatsWire newWire(Connection connection) {
    JnatsWire wire = new JnatsWire(connection, presented, payloads, listener::linkDown);
    current = wire;
    return wire;
  }

  private final class Events implements ConnectionListener {
    @Override
    @SuppressWarnings("deprecation") // the one method that the interface requires
    public void connectionEvent(Connection connection, ConnectionListener.Events type) {
      JnatsWire wire = wire(connection);
      switch (type) {
        case CONNECTED -> listener.linkUp(newWire(connection));
        case RESUBSCRIBED -> {
          if (wire != null) {
            listener.linkUp(wire);
          }
        }
        case DISCONNECTED -> {
          stuck.noticed();
          if (wire != null) {
            listener.linkDown(wire);
          }
        }
        case CLOSED -> {
          if (wire != null) {
            current = null;
            attempts.failed();
            listener.linkClosed(wire);
          }
        }
        default -> {
          // RECONNECTED precedes RESUBSCRIBED; gossip and lame duck are the server pool's business
        }
      }
    }
  }

  private final class Errors implements ErrorListener {
    @Override
    public void errorOccurred(Connection connection, String told) {
      String error = Strangers.withoutControls(told);
      if (attempts.note(error)) {
        return;
      }
      JnatsWire wire = wire(connection);
      if (wire != null && error.toLowerCase(Locale.ROOT).contains(Attempts.EXPIRED)) {
        listener.signInExpired(wire);
        return;
      }
      if (wire != null && error.toLowerCase(Locale.ROOT).contains(TOO_MANY_SUBSCRIPTIONS)) {
        listener.tooManySubscriptions(wire);
        return;
      }
      Matcher violation = VIOLATION.matcher(error);
      if (wire != null && violation.find()) {
        boolean publish = violation.group(1).equalsIgnoreCase("publish");
        listener.refused(wire, new Violation(publish, violation.group(2), violation.group(3)));
      } else {
        listener.serverError(Strangers.line(error));
      }
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
      attempts.note(exception);
    }

    @Override
    public void messageDiscarded(Connection connection, Message message) {
      String subject = message.getSubject();
      if (subject != null) { // else it is a frame of the protocol, which is queued again
        listener.discarded(subject);
      }
    }
  }
}
