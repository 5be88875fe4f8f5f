package ai.lixpi.nats;

import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/** A message that waits for a connection. */
final class OutboundMessage {
  private static final int ENVELOPE = 64;

  final String subject;
  final @Nullable String replyTo;
  final @Nullable Headers headers;
  final byte[] payload;
  final @Nullable Ticket ticket;

  OutboundMessage(
      String subject,
      @Nullable String replyTo,
      @Nullable Headers headers,
      byte[] payload,
      @Nullable Ticket ticket) {
    this.subject = subject;
    this.replyTo = replyTo;
    this.headers = headers;
    this.payload = payload;
    this.ticket = ticket;
  }

  /** What it counts for in the buffer: the payload, and about what the rest takes in memory. */
  long size() {
    return ENVELOPE + subject.length() + Outbound.size(headers, payload);
  }

  boolean isCancelled() {
    return ticket != null && ticket.isCancelled();
  }
}
