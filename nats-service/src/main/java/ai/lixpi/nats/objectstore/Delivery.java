package ai.lixpi.nats.objectstore;

import io.nats.client.Message;
import org.jspecify.annotations.Nullable;

/**
 * One message that a consumer has delivered, with what the consumer says of it in its reply
 * subject.
 *
 * @param message the message
 * @param streamSequence where it stands in the stream
 * @param consumerSequence how many messages the consumer has delivered with it
 * @param timeNanos when it was stored, in nanoseconds since 1970
 * @param pending how many messages the consumer has left after it
 */
record Delivery(
    Message message, long streamSequence, long consumerSequence, long timeNanos, long pending) {
  /**
   * Reads {@code $JS.ACK.<...>.<consumer>.<times>.<stream seq>.<consumer seq>.<time>.<pending>};
   * null when it is not of that consumer, which is given with the dots around its name.
   */
  static @Nullable Delivery of(Message message, String token) {
    String reply = message.getReplyTo();
    int at = reply == null ? -1 : reply.indexOf(token);
    if (reply == null || at < 0) {
      return null;
    }
    Numbers numbers = new Numbers(reply, at + token.length());
    numbers.next(); // how often it was delivered: once, without acknowledgements
    return new Delivery(message, numbers.next(), numbers.next(), numbers.next(), numbers.next());
  }

  byte[] data() {
    return message.getData();
  }

  private static final class Numbers {
    private final String text;

    // Mutable state
    private int position;

    Numbers(String text, int position) {
      this.text = text;
      this.position = position;
    }

    long next() {
      long value = 0;
      while (position < text.length() && text.charAt(position) != '.') {
        value = value * 10 + (text.charAt(position) - '0');
        position++;
      }
      position++;
      return value;
    }
  }
}
