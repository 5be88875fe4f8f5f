package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.auth.Credentials;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a token supplier on a thread of its own, so that one that blocks costs an attempt and not
 * the connection. While it blocks it is not asked again.
 */
final class TokenCall {
  /** Its message is ours; that of its cause is the supplier's and may hold a secret. */
  static final class Failure extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Failure(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }

  private final Duration limit;
  private final Attempts attempts;
  private final ExecutorService thread;

  // Mutable state
  private @Nullable CompletableFuture<String> running;

  TokenCall(String name, Duration limit, Attempts attempts) {
    this.limit = limit;
    this.attempts = attempts;
    this.thread =
        new ThreadPoolExecutor(
            0,
            1,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread created = new Thread(task, "nats-token-" + name);
              created.setDaemon(true);
              return created;
            },
            (task, executor) -> {
              throw new IllegalStateException(
                  "the token supplier is still blocked by an earlier attempt");
            });
  }

  String next(Credentials.Token tokens) {
    try {
      CompletableFuture<String> call = running;
      if (call == null || call.isDone()) {
        call = CompletableFuture.supplyAsync(tokens::next, thread);
        running = call;
      }
      String token = call.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      running = null;
      if (token == null) {
        throw failed("the token supplier returned null", null);
      }
      return token;
    } catch (TimeoutException e) {
      throw failed("the token supplier took longer than the connect timeout", null);
    } catch (ExecutionException e) {
      running = null;
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw failed("the token supplier failed with " + cause.getClass().getName(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted while waiting for the token supplier", null);
    }
  }

  private Failure failed(String why, @Nullable Throwable cause) {
    Failure failure = new Failure(why, cause);
    attempts.note(failure);
    return failure;
  }

  void close() {
    thread.shutdownNow();
  }
}
