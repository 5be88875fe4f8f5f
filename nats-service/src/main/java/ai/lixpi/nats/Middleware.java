package ai.lixpi.nats;

import io.nats.client.Message;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sees each message between decoding and its handler, in the order of the configuration. It may
 * replace the data or the message, and it rejects a message by throwing: a caller that waits for an
 * answer then gets the error at once.
 */
@FunctionalInterface
public interface Middleware {
  /**
   * Handles one message.
   *
   * @param data the decoded payload
   * @param message the message
   * @return what the next middleware, and at last the handler, gets
   * @throws Exception to reject the message; a {@link ReplyException} chooses code and message for
   *     the caller
   */
  Inbound apply(Object data, Message message) throws Exception;

  /**
   * The same without blocking. This is what the library calls; by default it calls {@link #apply}.
   *
   * @param data the decoded payload
   * @param message the message
   * @return a stage of what the next one gets
   * @throws Exception to reject the message
   */
  default CompletionStage<Inbound> applyAsync(Object data, Message message) throws Exception {
    return CompletableFuture.completedFuture(apply(data, message));
  }

  /**
   * A middleware that works asynchronously; while its stage is open, the lane waits without a
   * thread.
   *
   * @param function does the work
   * @return a middleware
   */
  static Middleware async(Asynchronous function) {
    return new Middleware() {
      @Override
      public Inbound apply(Object data, Message message) throws Exception {
        return function.apply(data, message).toCompletableFuture().get();
      }

      @Override
      public CompletionStage<Inbound> applyAsync(Object data, Message message) throws Exception {
        return function.apply(data, message);
      }
    };
  }

  /** The asynchronous form of a middleware. */
  @FunctionalInterface
  interface Asynchronous {
    /**
     * Handles one message.
     *
     * @param data the decoded payload
     * @param message the message
     * @return a stage of what the next one gets
     * @throws Exception to reject the message
     */
    CompletionStage<Inbound> apply(Object data, Message message) throws Exception;
  }
}
