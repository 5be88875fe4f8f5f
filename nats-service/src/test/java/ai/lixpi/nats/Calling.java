package ai.lixpi.nats;

import ai.lixpi.nats.codec.Codec;
import ai.lixpi.nats.codec.Codecs;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The ways to make a request: one scenario runs in each of them. */
enum Calling {
  BLOCKING {
    @Override
    <T> CompletableFuture<T> start(
        NatsService nats,
        String subject,
        @Nullable Object data,
        Codec<T> codec,
        RequestOptions options) {
      CompletableFuture<T> answer = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  answer.complete(nats.request(subject, data, codec, options));
                } catch (RuntimeException | Error e) {
                  answer.completeExceptionally(e);
                }
              },
              "caller");
      caller.start();
      return answer;
    }
  },
  ASYNC {
    @Override
    <T> CompletableFuture<T> start(
        NatsService nats,
        String subject,
        @Nullable Object data,
        Codec<T> codec,
        RequestOptions options) {
      try {
        return nats.requestAsync(subject, data, codec, options);
      } catch (NatsServiceException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
  };

  abstract <T> CompletableFuture<T> start(
      NatsService nats,
      String subject,
      @Nullable Object data,
      Codec<T> codec,
      RequestOptions options);

  CompletableFuture<String> start(
      NatsService nats, String subject, String data, RequestOptions options) {
    return start(nats, subject, data, Codecs.text(), options);
  }

  CompletableFuture<String> start(NatsService nats, String subject, String data, Duration timeout) {
    return start(nats, subject, data, RequestOptions.timeout(timeout));
  }

  String ask(NatsService nats, String subject, String data, Duration timeout) {
    return result(start(nats, subject, data, timeout));
  }

  /** The answer; fails the test when there is none within the patience. */
  static <T> T result(CompletableFuture<T> answer) {
    try {
      return answer.get(Recorder.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("The request failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("The request did not end.", e);
    }
  }

  /** The failure of a request; fails the test when there is none within the patience. */
  static NatsServiceException failure(CompletableFuture<?> answer) {
    try {
      Object value = answer.get(Recorder.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("The request did not fail but gave " + value);
    } catch (ExecutionException e) {
      return failure(e.getCause());
    } catch (InterruptedException | TimeoutException | CancellationException e) {
      throw new AssertionError("The request did not end as it should.", e);
    }
  }

  private static NatsServiceException failure(@Nullable Throwable cause) {
    Throwable root =
        cause instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : cause;
    if (root instanceof NatsServiceException known) {
      return known;
    }
    throw new AssertionError("The request failed with something that is not ours.", root);
  }
}
