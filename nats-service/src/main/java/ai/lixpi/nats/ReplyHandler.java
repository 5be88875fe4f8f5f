package ai.lixpi.nats;

import io.nats.client.Message;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests. May block: other subscriptions do not wait for it.
 *
 * @param <T> the type that payloads are decoded to
 */
@FunctionalInterface
public interface ReplyHandler<T> {
  /**
   * Answers one request.
   *
   * @param data the decoded payload
   * @param message the request itself, with subject, headers and raw payload
   * @return the answer: {@code byte[]} is sent as it is, a {@code String} as text, anything else as
   *     JSON, null as JSON null; a {@link Reply} to add headers; a {@link
   *     java.util.concurrent.CompletionStage} of any of these to answer later
   * @throws Exception the caller is answered at once with an error: code and message of a {@link
   *     ReplyException}, otherwise code 500 and a neutral message
   */
  @Nullable Object handle(T data, Message message) throws Exception;
}
