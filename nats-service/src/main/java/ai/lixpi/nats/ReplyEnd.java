package ai.lixpi.nats;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The end of a request: the answer goes out, or an error that the caller can read (headers of
 * ADR-32, and a JSON body).
 */
final class ReplyEnd extends HandlerEnd {
  static final String ERROR_HEADER = "Nats-Service-Error";
  static final String CODE_HEADER = "Nats-Service-Error-Code";

  private static final String NEUTRAL = "The handler failed.";
  private static final int LONGEST = 4_096;
  private static final int INTERNAL = 500;
  private static final int BAD_REQUEST = 400;

  private final CodecRegistry codecs;
  private final Outbound outbound;
  private final boolean exposeMessages;

  ReplyEnd(
      String subject,
      Counters counters,
      Failures failures,
      CodecRegistry codecs,
      Outbound outbound,
      boolean exposeMessages) {
    super(subject, counters, failures);
    this.codecs = codecs;
    this.outbound = outbound;
    this.exposeMessages = exposeMessages;
  }

  @Override
  void succeeded(Message message, @Nullable Object answer, long startNanos) {
    if (!expectsReply(message)) {
      super.succeeded(message, answer, startNanos);
      return;
    }
    try {
      Reply reply = answer instanceof Reply given ? given : null;
      byte[] payload = codecs.encode(reply == null ? answer : reply.data());
      outbound.publish(message.getReplyTo(), null, reply == null ? null : reply.headers(), payload);
      super.succeeded(message, answer, startNanos);
    } catch (RuntimeException e) {
      failed(message, e, startNanos);
    }
  }

  @Override
  void failed(Message message, Throwable failure, long startNanos) {
    if (expectsReply(message)) {
      answer(message.getReplyTo(), code(failure), text(failure));
    }
    if (failure instanceof ReplyException) {
      counters.handlerFailures.increment();
      failed.increment();
      observe(startNanos, false);
      return;
    }
    super.failed(message, failure, startNanos);
  }

  private boolean expectsReply(Message message) {
    if (message.getReplyTo() == null) {
      withoutReplyTo.increment();
      return false;
    }
    return true;
  }

  private static int code(Throwable failure) {
    if (failure instanceof ReplyException meant) {
      return meant.code();
    }
    return failure instanceof DecodeException ? BAD_REQUEST : INTERNAL;
  }

  private String text(Throwable failure) {
    if (failure instanceof DecodeException) {
      return "The request can't be decoded.";
    }
    if (failure instanceof EncodeException) {
      return "The answer can't be encoded.";
    }
    if (failure instanceof PayloadTooLargeException) {
      return "The answer is larger than the server takes.";
    }
    boolean meant = failure instanceof ReplyException || exposeMessages;
    String message = meant ? message(failure) : null;
    return message != null ? shortened(message) : NEUTRAL;
  }

  private static @Nullable String message(Throwable failure) {
    try {
      return failure.getMessage();
    } catch (RuntimeException e) {
      return null; // it is the user's own method, and the caller waits
    }
  }

  private static String shortened(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    boolean splitsAPair = Character.isHighSurrogate(text.charAt(LONGEST - 1));
    return text.substring(0, splitsAPair ? LONGEST - 1 : LONGEST);
  }

  private void answer(String replyTo, int code, String text) {
    try {
      try {
        publish(replyTo, code, text);
      } catch (PayloadTooLargeException e) {
        publish(replyTo, code, NEUTRAL);
      }
    } catch (RuntimeException e) {
      NatsServiceException why =
          e instanceof NatsServiceException known ? known : new HandlerFailedException(subject, e);
      failures.report(why);
    }
  }

  private void publish(String replyTo, int code, String text) {
    Headers headers = new Headers();
    headers.put(ERROR_HEADER, headerValue(text));
    headers.put(CODE_HEADER, Integer.toString(code));
    outbound.publish(replyTo, null, headers, codecs.encode(Map.of("error", text)));
  }

  /**
   * A header value is one line of printable ASCII; anything else becomes a question mark or a
   * blank.
   */
  private static String headerValue(String text) {
    StringBuilder value = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c ->
                value.append(
                    c == '\r' || c == '\n' || c == '\t'
                        ? ' '
                        : c < ' ' || c > '~' ? '?' : (char) c));
    return value.toString();
  }
}
