package ai.lixpi.nats;

import io.nats.client.Message;

/**
 * What a middleware hands on: the decoded payload and the message.
 *
 * @param data the decoded payload, possibly replaced
 * @param message the message, possibly replaced
 */
public record Inbound(Object data, Message message) {
  @Override
  public String toString() {
    return "Inbound[" + message.getSubject() + "]";
  }
}
