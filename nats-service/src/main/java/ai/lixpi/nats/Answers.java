package ai.lixpi.nats;

import ai.lixpi.nats.codec.Codec;
import ai.lixpi.nats.codec.Codecs;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes values or typed failures of replies, on the caller's thread or on one of the service's,
 * never on the transport's.
 */
final class Answers {
  private static final int UNKNOWN_CODE = 500;
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Codec<Map<String, Object>> ERROR_BODY = Codecs.json((Type) Map.class);

  private final Failures failures;
  private final Executor executor;

  Answers(Failures failures, Executor executor) {
    this.failures = failures;
    this.executor = executor;
  }

  Message await(PendingRequest request) {
    try {
      long most = request.timeout.plus(GRACE).toNanos();
      return observed(request, request.get(most, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) { // the timer is dead, and nobody else ends it
      request.cancel(true);
      observe(request, false);
      throw new RequestTimeoutException(request.subject, request.timeout);
    } catch (ExecutionException e) {
      observe(request, false);
      throw again(e.getCause());
    } catch (InterruptedException e) {
      request.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(
          request.wasTakenBack() ? Outcome.NOT_SENT : Outcome.UNKNOWN,
          "Interrupted while waiting for the reply on '" + request.subject + "'.",
          e);
    }
  }

  /** The failure was made on another thread: the caller's own stack is what helps. */
  private static RuntimeException again(@Nullable Throwable cause) {
    if (cause instanceof NatsServiceException failure) {
      failure.setStackTrace(new Throwable().getStackTrace());
      return failure;
    }
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(cause);
  }

  <T> CompletableFuture<T> later(String subject, Codec<T> codec, PendingRequest request) {
    Later<T> answer = new Later<>(request);
    request.whenCompleteAsync(
        (message, failure) -> {
          if (failure != null) {
            if (!(failure instanceof CancellationException)) {
              observe(request, false);
            }
            answer.completeExceptionally(failure);
            return;
          }
          try {
            answer.complete(read(subject, codec, observed(request, message)));
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
          }
        },
        executor);
    return answer;
  }

  <T> T read(String subject, Codec<T> codec, Message message) {
    Headers headers = message.hasHeaders() ? message.getHeaders() : null;
    if (headers != null && isError(headers)) {
      throw new RemoteErrorException(subject, code(headers), text(message, headers));
    }
    try {
      return CodecRegistry.decode(codec, message.getData());
    } catch (DecodeException e) {
      throw new DecodeException("The reply on '" + subject + "': " + e.getMessage());
    }
  }

  private static boolean isError(Headers headers) {
    return headers.containsKeyIgnoreCase(ReplyEnd.ERROR_HEADER)
        || headers.containsKeyIgnoreCase(ReplyEnd.CODE_HEADER);
  }

  private static int code(Headers headers) {
    List<String> values = headers.getIgnoreCase(ReplyEnd.CODE_HEADER);
    if (values == null || values.isEmpty()) {
      return UNKNOWN_CODE;
    }
    try {
      return Integer.parseInt(values.get(0).trim());
    } catch (NumberFormatException e) {
      return UNKNOWN_CODE;
    }
  }

  /** The body can say what a header, which is ASCII, can't. */
  private static String text(Message message, Headers headers) {
    try {
      if (ERROR_BODY.decode(message.getData()).get("error") instanceof String text) {
        return text;
      }
    } catch (Exception e) {
      // a responder that is no sibling of ours may send any body
    }
    List<String> values = headers.getIgnoreCase(ReplyEnd.ERROR_HEADER);
    return values == null || values.isEmpty() ? "no message" : values.get(0);
  }

  private Message observed(PendingRequest request, Message message) {
    observe(request, !message.hasHeaders() || !isError(message.getHeaders()));
    return message;
  }

  private void observe(PendingRequest request, boolean succeeded) {
    if (failures.observed()) {
      Duration duration = Duration.ofNanos(System.nanoTime() - request.startNanos);
      failures.observe(hooks -> hooks.requested(request.subject, duration, succeeded));
    }
  }

  /** Cancelling what the user holds gives the request itself up. */
  private static final class Later<T> extends CompletableFuture<T> {
    private final PendingRequest request;

    Later(PendingRequest request) {
      this.request = request;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      request.cancel(mayInterruptIfRunning);
      return super.cancel(mayInterruptIfRunning);
    }
  }
}
