package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.InvalidCredentialsException;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.CredsFileCredentials;
import ai.lixpi.nats.auth.HandlerCredentials;
import ai.lixpi.nats.auth.NKeyCredentials;
import ai.lixpi.nats.auth.SelfIssuedCredentials;
import ai.lixpi.nats.internal.Given;
import io.nats.client.AuthHandler;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Options;
import io.nats.client.impl.DirectDispatcherFactory;
import io.nats.client.support.Encoding;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;

/** Turns our settings into jnats' options, anew for each attempt. */
final class JnatsOptions {
  // jnats holds a lock while it waits for room, which its own clean-up after a cut needs too
  private static final Duration MOMENT = Duration.ofMillis(50);

  // A server takes 4,096 bytes, but sends more: a subject that just fitted, and behind it the reply
  // subject of a consumer. jnats would end the connection over such a line.
  private static final int MAX_CONTROL_LINE = 8_192;

  private final TransportSettings settings;
  private final ExecutorService callbacks;
  private final PacedServerPool pool;
  private final ConnectionListener events;
  private final ErrorListener errors;
  private final TokenCall token;
  private final Presented presented;
  private final ReaderThreads readers;
  private final ScheduledThreadPoolExecutor timer;

  JnatsOptions(
      TransportSettings settings,
      ExecutorService callbacks,
      PacedServerPool pool,
      ConnectionListener events,
      ErrorListener errors,
      Attempts attempts,
      StuckLink stuck,
      Presented presented) {
    this.settings = settings;
    this.callbacks = callbacks;
    this.pool = pool;
    this.events = events;
    this.errors = errors;
    this.presented = presented;
    this.token =
        new TokenCall(settings.name(), settings.connectTimeout(), attempts, System::nanoTime);
    this.readers = new ReaderThreads(settings.name(), stuck::watch);
    this.timer = timer(settings.name());
  }

  /** Pings and the like. jnats' own would come back to life when a link opens during a close. */
  private static ScheduledThreadPoolExecutor timer(String name) {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            2,
            task -> {
              Thread thread = new Thread(task, "nats-link-timer-" + name);
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  Options build() {
    Options.Builder builder =
        new CallersOptions(settings.servers(), isInsecure())
            .connectionTimeout(settings.connectTimeout())
            .pingInterval(settings.pingInterval())
            .maxPingsOut(settings.maxPingsOut())
            .writeQueuePushTimeout(
                settings.publishTimeout().compareTo(MOMENT) < 0
                    ? settings.publishTimeout()
                    : MOMENT)
            .dontForceFlushOnRequest()
            .maxControlLine(MAX_CONTROL_LINE)
            .supportUTF8Subjects() // else jnats garbles subjects of messages that arrive
            .reportNoResponders();
    secure(builder);
    signIn(builder);
    settings.jnats().accept(builder);
    builder
        .dataPortType(GuardedDataPort.class.getName())
        .hostnameResolveMode(Options.HostnameResolveMode.Unresolved) // TLS needs the name
        .connectionName(Encoding.jsonEncode(settings.name()))
        .dispatcherFactory(new DirectDispatcherFactory())
        .callbackExecutor(callbacks)
        .readerExecutor(readers)
        .scheduledExecutor(timer)
        .serverPool(pool)
        .connectionListener(events)
        .errorListener(errors)
        .maxReconnects(-1)
        .reconnectDelayHandler(rounds -> Duration.ZERO)
        .reconnectBufferSize(0);
    try {
      return builder.build();
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "The jnats options do not fit the other ones ("
              + e.getMessage()
              + "): leave out what this library's builder is for.",
          e);
    }
  }

  /** Refuses a fixed token at once that can never be sent; another one may be shorter next time. */
  void requireRoom(int characters) {
    if (settings.credentials() instanceof Credentials.Token tokens && !tokens.isSupplied()) {
      char[] token = Given.nonNull("token", tokens.next());
      int length = token.length;
      Arrays.fill(token, '\0');
      if (length > characters) {
        throw new InvalidCredentialsException(
            "Nobody can sign in like that: " + Presented.tooLong("token", length) + ".");
      }
    }
  }

  private boolean isInsecure() {
    return settings.tls() != null && settings.tls().isInsecure();
  }

  private void secure(Options.Builder builder) {
    if (settings.tls() != null) {
      builder.sslContext(TlsLayer.PLACEHOLDER);
      if (settings.tls().isHandshakeFirst()) {
        builder.tlsFirst();
      }
    }
  }

  private void signIn(Options.Builder builder) {
    Credentials credentials = settings.credentials();
    if (credentials instanceof Credentials.Token tokens) {
      builder.tokenSupplier(() -> presented.token(token.token(tokens::next)));
    } else if (credentials instanceof SelfIssuedCredentials tokens) {
      builder.tokenSupplier(() -> presented.token(token.token(tokens::next)));
    } else if (credentials instanceof Credentials.UserPassword user) {
      builder.userInfo(user.user().toCharArray(), presented.password(user));
    } else if (credentials instanceof NKeyCredentials key) {
      builder.authHandler(handler(key::next, "NKey"));
    } else if (credentials instanceof CredsFileCredentials file) {
      builder.authHandler(handler(file::next, "creds file"));
    } else if (credentials instanceof HandlerCredentials own) {
      builder.authHandler(handler(own::next, "auth handler"));
    }
  }

  private SignInHandler handler(Supplier<AuthHandler> fresh, String who) {
    return new SignInHandler(fresh, token, presented, who);
  }

  void close() {
    token.close();
    readers.shutdown();
    timer.shutdownNow();
  }
}
