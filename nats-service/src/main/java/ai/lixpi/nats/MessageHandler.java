package ai.lixpi.nats;

import io.nats.client.Message;

/**
 * Handles the messages of a subscription, one after another unless {@link
 * SubscriptionOptions#concurrency()} allows more. May block: other subscriptions do not wait for
 * it.
 *
 * @param <T> the type that payloads are decoded to
 */
@FunctionalInterface
public interface MessageHandler<T> {
  /**
   * Handles one message.
   *
   * @param data the decoded payload
   * @param message the message itself, with subject, headers and raw payload
   * @throws Exception reported to the {@link ErrorListener}; the next message is handled all the
   *     same
   */
  void handle(T data, Message message) throws Exception;
}
