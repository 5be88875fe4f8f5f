package ai.lixpi.nats;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One request on its way. */
final class PendingRequest extends CompletableFuture<Message> {
  final String token;
  final String subject;
  final @Nullable Headers headers;
  final byte[] payload;
  final Duration timeout;
  final boolean idempotent;
  final long startNanos = System.nanoTime();
  final Ticket ticket;
  private final Requests requests;

  PendingRequest(
      Requests requests,
      String token,
      String subject,
      @Nullable Headers headers,
      byte[] payload,
      Duration timeout,
      boolean idempotent) {
    this.requests = requests;
    this.token = token;
    this.subject = subject;
    this.headers = headers;
    this.payload = payload;
    this.timeout = timeout;
    this.idempotent = idempotent;
    this.ticket = new Ticket(deadline(), why -> requests.fail(this, why));
  }

  private long deadline() {
    return startNanos + timeout.toNanos();
  }

  boolean isOver(long now) {
    return now - startNanos >= timeout.toNanos();
  }

  /** Whether it was cancelled before any copy of it was sent. */
  boolean wasTakenBack() {
    return ticket.isCancelled() && !ticket.wasSentBefore();
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    requests.forget(this);
    return super.cancel(mayInterruptIfRunning);
  }
}
