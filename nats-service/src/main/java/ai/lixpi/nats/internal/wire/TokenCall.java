package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.InvalidCredentialsException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks what the user gave for signing in on a thread of its own, so that a supplier that blocks
 * costs an attempt and not the connection. While it blocks it is not asked again.
 */
final class TokenCall {
  /** Its message is ours; that of what the supplier threw may hold a secret and is left out. */
  static final class Failure extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Failure(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }

  /** Longer than the wait between two attempts, short beside the life of a token. */
  private static final long LATEST_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Duration limit;
  private final Attempts attempts;
  private final LongSupplier clock;
  private final ExecutorService thread;

  // Mutable state
  private @Nullable CompletableFuture<?> running;
  private volatile @Nullable CompletableFuture<char @Nullable []> lateToken;
  private volatile long arrival;
  private volatile boolean closed;

  TokenCall(String name, Duration limit, Attempts attempts, LongSupplier clock) {
    this.limit = limit;
    this.attempts = attempts;
    this.clock = clock;
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread created = new Thread(task, "nats-token-" + name);
              created.setDaemon(true);
              return created;
            });
    executor.allowCoreThreadTimeOut(true);
    this.thread = executor;
  }

  /** The next token; one that came too late for the attempt before is taken for this one. */
  char[] token(Supplier<char @Nullable []> supplier) {
    CompletableFuture<char @Nullable []> late = lateToken;
    if (late != null) {
      char[] token = taken(late);
      if (clock.getAsLong() - arrival <= LATEST_NANOS) {
        return token;
      }
      Arrays.fill(token, '\0'); // there was an outage: it may not be good any more
    }
    CompletableFuture<char @Nullable []> call =
        start(
            "token supplier",
            () -> {
              char[] token = supplier.get();
              arrival = clock.getAsLong();
              return token;
            });
    lateToken = call;
    if (closed) {
      wipe(call); // close() may have looked before
    }
    return taken(call);
  }

  private char[] taken(CompletableFuture<char @Nullable []> call) {
    try {
      char[] token = await("token supplier", call);
      if (token == null) {
        throw failed("the token supplier returned null", null);
      }
      return token;
    } finally {
      if (call.isDone()) {
        lateToken = null;
      }
    }
  }

  private static void wipe(CompletableFuture<char @Nullable []> call) {
    call.thenAccept(
        token -> {
          if (token != null) {
            Arrays.fill(token, '\0');
          }
        });
  }

  <T> T answer(String who, Supplier<T> question) {
    return await(who, start(who, question));
  }

  private <T> CompletableFuture<T> start(String who, Supplier<T> question) {
    if (running != null && !running.isDone()) {
      throw failed("the " + who + " is still blocked by an earlier attempt", null);
    }
    CompletableFuture<T> call = CompletableFuture.supplyAsync(question, thread);
    running = call;
    return call;
  }

  private <T> T await(String who, CompletableFuture<T> call) {
    try {
      return call.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw failed("the " + who + " took longer than the connect timeout", null);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof InvalidCredentialsException ours) {
        throw failed(String.valueOf(ours.getMessage()), ours);
      }
      String type = cause.getClass().getName();
      throw failed("the " + who + " failed with " + type, withoutMessage(type, cause));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted while waiting for the " + who, null);
    }
  }

  /** Where it was thrown, for whoever looks for the fault. */
  private static Failure withoutMessage(String type, Throwable thrown) {
    Failure trace = new Failure(type + ", its message left out", null);
    trace.setStackTrace(thrown.getStackTrace());
    return trace;
  }

  private Failure failed(String why, @Nullable Throwable cause) {
    Failure failure = new Failure(why, cause);
    attempts.note(failure);
    return failure;
  }

  void close() {
    closed = true;
    CompletableFuture<char @Nullable []> late = lateToken;
    lateToken = null;
    if (late != null) {
      wipe(late); // now, or when the supplier returns
    }
    thread.shutdownNow();
  }
}
