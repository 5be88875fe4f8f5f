package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.InvalidCredentialsException;
import ai.lixpi.nats.internal.wire.AttemptFailure.Kind;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.BufferOverflowException;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what jnats says about one attempt in three places: the server pool, the error
 * listener and the exception. jnats calls the error listener on its callback thread, so {@link
 * #failed} lets that thread catch up first.
 */
final class Attempts {
  /** What a server says before it cuts a connection whose user JWT has expired. */
  static final String EXPIRED = "user authentication expired";

  private static final String TOO_LONG = "maximum control line";
  private static final long CATCH_UP_MILLIS = 200;

  private final ExecutorService callbacks;
  private final Consumer<AttemptFailure> onFailure;
  private final Presented presented;
  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state
  private @Nullable Thread thread;
  private @Nullable GuardedDataPort link;
  private String server = "";
  private @Nullable Throwable exception;
  private @Nullable String serverError;

  Attempts(ExecutorService callbacks, Consumer<AttemptFailure> onFailure, Presented presented) {
    this.callbacks = callbacks;
    this.onFailure = onFailure;
    this.presented = presented;
  }

  void begin(String url) {
    lock.lock();
    try {
      thread = Thread.currentThread();
      server = url;
      link = null;
      exception = null;
      serverError = null;
      presented.begin();
    } finally {
      lock.unlock();
    }
  }

  void linkStarted(GuardedDataPort newLink) {
    lock.lock();
    try {
      link = newLink;
    } finally {
      lock.unlock();
    }
  }

  void requireSignIn() throws IOException {
    try {
      presented.requirePassword();
    } catch (InvalidCredentialsException e) {
      TokenCall.Failure failure = new TokenCall.Failure(String.valueOf(e.getMessage()), e);
      note(failure);
      throw new IOException(failure);
    }
  }

  /** Ends the attempt that this link belongs to, after what the server has said before. */
  void linkEnded(GuardedDataPort endedLink, IOException why) {
    try {
      callbacks.execute(() -> abandon(endedLink, why));
    } catch (RejectedExecutionException e) {
      // all is being closed
    }
  }

  private void abandon(GuardedDataPort endedLink, IOException why) {
    lock.lock();
    try {
      if (thread != null && link == endedLink) {
        note(why);
        // jnats would wait for the rest of the connect timeout although nothing can come any more
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  void note(Throwable problem) {
    lock.lock();
    try {
      if (exception == null || exception instanceof InterruptedException) {
        exception = problem;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the error belongs to an attempt. */
  boolean note(String error) {
    lock.lock();
    try {
      if (thread == null) {
        return false;
      }
      serverError = error;
      if (kind(error).isRefusal()) {
        // jnats would wait for the rest of the connect timeout although the server has answered
        thread.interrupt();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  void succeeded() {
    lock.lock();
    try {
      end();
    } finally {
      lock.unlock();
    }
  }

  void failed() {
    if (onAttemptThread()) {
      catchUp();
    }
    AttemptFailure failure;
    lock.lock();
    try {
      if (thread == null) {
        return;
      }
      end();
      failure = describe();
    } finally {
      lock.unlock();
    }
    onFailure.accept(failure);
  }

  boolean onAttemptThread() {
    lock.lock();
    try {
      return thread == Thread.currentThread();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    if (thread == Thread.currentThread()) {
      Thread.interrupted();
    }
    thread = null;
    presented.wipe();
  }

  /** Waits until the callbacks of jnats that are on their way have arrived. */
  void catchUp() {
    try {
      callbacks.submit(() -> {}).get(CATCH_UP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // the interrupt of note(), which has done its work, or of a connection that is being closed
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      // then the failure is reported with what is known
    }
  }

  private AttemptFailure describe() {
    if (serverError != null) {
      Kind kind = kind(serverError);
      String said = Strangers.line(serverError);
      return new AttemptFailure(kind, server, said + moreOn(kind, serverError), exception);
    }
    if (exception == null) {
      return new AttemptFailure(Kind.NETWORK, server, "no answer", null);
    }
    Throwable root = exception;
    while (root.getCause() != null
        && !(root instanceof TokenCall.Failure)
        && !(root instanceof LinkFailure)) {
      root = root.getCause();
    }
    if (root instanceof BufferOverflowException && !presented.tooLong().isEmpty()) {
      return new AttemptFailure(Kind.SIGN_IN, server, presented.tooLong(), exception);
    }
    String explained =
        root instanceof LinkFailure ? root.getMessage() : LinkFailure.explain(root.getMessage());
    if (explained != null) {
      return new AttemptFailure(Kind.LINK, server, explained, exception);
    }
    if (root instanceof TimeoutException) {
      String late = link == null ? GuardedDataPort.LATE : link.lateness();
      return new AttemptFailure(Kind.NETWORK, server, late, exception);
    }
    String text = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    if (root instanceof UnknownHostException) {
      // the JDK says more the first time than when it remembers, which would look like news
      text = "the host name '" + text.split(":", 2)[0] + "' is unknown";
    }
    return root instanceof TokenCall.Failure
        ? new AttemptFailure(Kind.SIGN_IN, server, text, exception)
        : new AttemptFailure(Kind.NETWORK, server, Strangers.line(text), exception);
  }

  private String moreOn(Kind kind, String error) {
    if (kind != Kind.CREDENTIALS) {
      return "";
    }
    return isTooLong(error) ? "; " + presented.tooLong() : presented.expiredInWords();
  }

  private boolean isTooLong(String error) {
    return error.toLowerCase(Locale.ROOT).contains(TOO_LONG) && !presented.tooLong().isEmpty();
  }

  private Kind kind(String error) {
    String text = error.toLowerCase(Locale.ROOT);
    if (isTooLong(error)) {
      return Kind.CREDENTIALS;
    }
    if (text.contains(EXPIRED)) {
      // else it has run out since it was signed, and the next one is fresh
      return presented.hasExpired() ? Kind.CREDENTIALS : Kind.SIGN_IN;
    }
    if (text.contains("authorization violation")
        || text.contains("user authentication")
        || text.contains("account authentication")
        || text.contains("authentication timeout")) {
      return Kind.CREDENTIALS;
    }
    return text.contains("maximum connections") || text.contains("maximum account")
        ? Kind.QUOTA
        : Kind.NETWORK;
  }
}
