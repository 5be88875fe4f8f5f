package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.auth.Credentials;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Options;
import io.nats.client.impl.DirectDispatcherFactory;
import io.nats.client.support.Encoding;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/** Turns our settings into jnats' options, anew for each attempt. */
final class JnatsOptions {
  // jnats holds a lock while it waits for room, which its own clean-up after a cut needs too
  private static final Duration MOMENT = Duration.ofMillis(50);

  // A server takes 4,096 bytes, but sends more: a subject that just fitted, and the reply subject
  // of
  // a consumer behind it. jnats would end the connection over such a line.
  private static final int MAX_CONTROL_LINE = 8_192;

  private final TransportSettings settings;
  private final ExecutorService callbacks;
  private final PacedServerPool pool;
  private final ConnectionListener events;
  private final ErrorListener errors;
  private final TokenCall token;
  private final ReaderThreads readers;

  JnatsOptions(
      TransportSettings settings,
      ExecutorService callbacks,
      PacedServerPool pool,
      ConnectionListener events,
      ErrorListener errors,
      Attempts attempts,
      StuckLink stuck) {
    this.settings = settings;
    this.callbacks = callbacks;
    this.pool = pool;
    this.events = events;
    this.errors = errors;
    this.token = new TokenCall(settings.name(), settings.connectTimeout(), attempts);
    this.readers = new ReaderThreads(settings.name(), stuck::watch);
  }

  Options build() {
    Options.Builder builder =
        new Options.Builder()
            .servers(settings.servers().toArray(String[]::new))
            .connectionTimeout(settings.connectTimeout())
            .pingInterval(settings.pingInterval())
            .maxPingsOut(settings.maxPingsOut())
            .writeQueuePushTimeout(
                settings.publishTimeout().compareTo(MOMENT) < 0
                    ? settings.publishTimeout()
                    : MOMENT)
            .dataPortType(GuardedDataPort.class.getName())
            .dispatcherFactory(new DirectDispatcherFactory())
            .dontForceFlushOnRequest()
            .maxControlLine(MAX_CONTROL_LINE)
            .supportUTF8Subjects() // else jnats garbles subjects of messages that arrive
            .reportNoResponders();
    secure(builder);
    signIn(builder);
    settings.jnats().accept(builder);
    return builder
        .connectionName(Encoding.jsonEncode(settings.name()))
        .callbackExecutor(callbacks)
        .readerExecutor(readers)
        .serverPool(pool)
        .connectionListener(events)
        .errorListener(errors)
        .maxReconnects(-1)
        .reconnectDelayHandler(rounds -> Duration.ZERO)
        .reconnectBufferSize(0)
        .build();
  }

  private void secure(Options.Builder builder) {
    boolean tls =
        settings.tlsCaCert() != null
            || settings.servers().stream()
                .anyMatch(url -> url.startsWith("tls:") || url.startsWith("wss:"));
    if (tls) {
      builder
          .sslContext(Tls.context(settings.tlsCaCert()))
          .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs);
    }
  }

  private void signIn(Options.Builder builder) {
    Credentials credentials = settings.credentials();
    if (credentials instanceof Credentials.Token tokens) {
      builder.tokenSupplier(() -> Encoding.jsonEncode(token.next(tokens)).toCharArray());
    } else if (credentials instanceof Credentials.UserPassword user) {
      builder.userInfo(user.user().toCharArray(), user.password().toCharArray());
    }
  }

  void close() {
    token.close();
    readers.shutdown();
  }
}
