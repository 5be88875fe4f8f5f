package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.internal.wire.SecondConnection;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A second connection to the server of the first, with a token of the self-test.
 *
 * <p>It has a thread of its own for what jnats tells. jnats would wait for one that it has made
 * itself when it closes the connection, and if the wait is interrupted, leave its other threads.
 */
record ProbeConnection(Outcome outcome, @Nullable Connection connection, ExecutorService callbacks)
    implements AutoCloseable {
  /** What the server did. */
  enum Outcome {
    LET_IN,
    REFUSED,
    TIMED_OUT,
    FAILED
  }

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  static ProbeConnection open(Connection first, String token) throws InterruptedException {
    ExecutorService callbacks =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "auth-callout-probe-callback"));
    String url = first.getConnectedUrl();
    if (url == null) {
      return notLetIn(Outcome.FAILED, callbacks);
    }
    Refusals refusals = new Refusals(Thread.currentThread());
    try {
      Options options = options(first, url, token, refusals, callbacks);
      return new ProbeConnection(Outcome.LET_IN, Nats.connect(options), callbacks);
    } catch (AuthenticationException e) {
      return notLetIn(refusals.outcome(Outcome.REFUSED), callbacks);
    } catch (IOException e) {
      return notLetIn(refusals.outcome(Outcome.FAILED), callbacks);
    } catch (InterruptedException e) {
      if (refusals.seen == null) {
        callbacks.shutdown();
        throw e;
      }
      return notLetIn(refusals.outcome(Outcome.FAILED), callbacks);
    } finally {
      refusals.over();
    }
  }

  private static ProbeConnection notLetIn(Outcome outcome, ExecutorService callbacks) {
    callbacks.shutdown();
    return new ProbeConnection(outcome, null, callbacks);
  }

  private static Options options(
      Connection like,
      String url,
      String token,
      ErrorListener refusals,
      ExecutorService callbacks) {
    return SecondConnection.beside(like, url)
        .errorListener(refusals)
        .callbackExecutor(callbacks)
        .token(token.toCharArray())
        .inboxPrefix(SelfTestTokens.INBOX + ".")
        .build();
  }

  /** The account that it was placed in; empty if unknown. */
  String account() throws InterruptedException {
    if (connection == null) {
      return "";
    }
    Message answer = connection.request(UserInfo.SUBJECT, null, PATIENCE);
    return answer == null ? "" : UserInfo.account(answer.getData());
  }

  @Override
  public void close() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      callbacks.shutdown();
    }
  }

  /** Ends the attempt with the first refusal; jnats would wait for the rest of its time. */
  private static final class Refusals implements ErrorListener {
    private final ReentrantLock lock = new ReentrantLock();

    // Mutable state
    private @Nullable Thread connecting;
    private volatile @Nullable Outcome seen;

    Refusals(Thread connecting) {
      this.connecting = connecting;
    }

    private static @Nullable Outcome outcomeOf(String error) {
      String text = error.toLowerCase(Locale.ROOT);
      if (text.contains("authentication timeout")) {
        return Outcome.TIMED_OUT;
      }
      return text.contains("authorization") ? Outcome.REFUSED : null;
    }

    Outcome outcome(Outcome otherwise) {
      Outcome known = seen;
      return known == null ? otherwise : known;
    }

    @Override
    public void errorOccurred(Connection connection, String error) {
      lock.lock();
      try {
        Outcome outcome = outcomeOf(error);
        if (seen == null && outcome != null) {
          seen = outcome;
          if (connecting != null) {
            connecting.interrupt();
          }
        }
      } finally {
        lock.unlock();
      }
    }

    void over() {
      lock.lock();
      try {
        connecting = null;
        if (seen != null) {
          Thread.interrupted(); // ours; a responder that is being closed asks for its own flag
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
