package ai.lixpi.nats;

import ai.lixpi.nats.codec.Codec;
import io.nats.client.Message;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to each message, written once for subscriptions and reply handlers: decode,
 * middleware, handler, and the end of it, which answers or counts. Stays on the thread it was
 * called on unless a stage is open.
 *
 * @param <T> the type of the decoded payload
 */
final class Pipeline<T> implements Lane.Work {
  /** The handler, adapted: what it returns is the answer, or ignored. */
  interface Handler<T> {
    @Nullable Object handle(T data, Message message) throws Exception;
  }

  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);

  private final Codec<T> codec;
  private final List<Middleware> middleware;
  private final Handler<? super T> handler;
  private final HandlerEnd end;

  Pipeline(
      Codec<T> codec, List<Middleware> middleware, Handler<? super T> handler, HandlerEnd end) {
    this.codec = codec;
    this.middleware = middleware;
    this.handler = handler;
    this.end = end;
  }

  HandlerEnd end() {
    return end;
  }

  @Override
  public @Nullable CompletionStage<?> handle(Message message) {
    long start = end.startNanos();
    try {
      T data = CodecRegistry.decode(codec, message.getData());
      if (middleware.isEmpty()) {
        return call(data, message, message, start);
      }
      return after(0, new Inbound(data, message), message, start);
    } catch (Throwable failure) {
      return fail(failure, message, start);
    }
  }

  @SuppressWarnings("unchecked")
  private @Nullable CompletionStage<?> after(
      int done, Inbound inbound, Message original, long start) throws Exception {
    Inbound current = inbound;
    for (int i = done; i < middleware.size(); i++) {
      CompletableFuture<Inbound> stage =
          middleware.get(i).applyAsync(current.data(), current.message()).toCompletableFuture();
      if (!stage.isDone()) {
        int next = i + 1;
        return resume(stage, value -> after(next, value, original, start), original, start);
      }
      current = stage.join();
    }
    return call((T) current.data(), current.message(), original, start);
  }

  private @Nullable CompletionStage<?> call(T data, Message message, Message original, long start)
      throws Exception {
    if (end.isOver()) {
      end.skipped.increment(); // unsubscribed while it was decoded or in its middleware
      return null;
    }
    return answer(handler.handle(data, message), original, start);
  }

  private @Nullable CompletionStage<?> answer(
      @Nullable Object answer, Message original, long start) {
    if (answer instanceof CompletionStage<?> stage) {
      CompletableFuture<?> future = stage.toCompletableFuture();
      if (!future.isDone()) {
        return resume(future, value -> answer(value, original, start), original, start);
      }
      try {
        return answer(future.join(), original, start);
      } catch (RuntimeException failure) {
        return fail(failure, original, start);
      }
    }
    end.succeeded(original, answer, start);
    return null;
  }

  private @Nullable CompletionStage<?> fail(Throwable failure, Message original, long start) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    try {
      end.failed(original, cause, start);
    } catch (RuntimeException | Error e) { // an exception of a user may fail to tell its message
      LOG.error("NATS -> a failure could not be reported", e);
    }
    return null;
  }

  private interface Step<V> {
    @Nullable CompletionStage<?> then(V value) throws Exception;
  }

  private <V> CompletionStage<?> resume(
      CompletableFuture<V> stage, Step<? super V> step, Message original, long start) {
    return stage
        .handle(
            (value, failure) -> {
              CompletionStage<?> rest;
              if (failure != null) {
                rest = fail(failure, original, start);
              } else {
                try {
                  rest = step.then(value);
                } catch (Throwable e) {
                  rest = fail(e, original, start);
                }
              }
              return rest == null ? CompletableFuture.<Object>completedFuture(null) : rest;
            })
        .thenCompose(rest -> rest);
  }
}
