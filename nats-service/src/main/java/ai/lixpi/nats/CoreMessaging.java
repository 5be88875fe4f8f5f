package ai.lixpi.nats;

import ai.lixpi.nats.internal.Messaging;
import ai.lixpi.nats.internal.wire.Wire;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the feature rooms use of a service. */
final class CoreMessaging implements Messaging {
  private final Core core;

  CoreMessaging(Core core) {
    this.core = core;
  }

  @Override
  public CompletableFuture<Message> request(
      String subject, @Nullable Headers headers, byte[] payload, Duration timeout) {
    try {
      return core.requests.send(subject, headers, payload, timeout, false);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void publishNow(String subject, Headers headers, byte[] payload) {
    if (!core.outbound.sendNow(subject, headers, payload)) {
      throw core.notConnected("at this moment");
    }
  }

  @Override
  public Replies replies(Sink sink) {
    return core.requests.open(sink);
  }

  @Override
  public int openReplies() {
    return core.requests.openStreams();
  }

  @Override
  public long maxPayload() {
    Wire wire = core.supervisor.wire();
    return wire == null ? 0 : wire.maxPayload();
  }

  @Override
  public void reuse(byte[] payload) {
    Wire wire = core.supervisor.wire();
    if (wire != null) {
      wire.reuse(payload);
    }
  }

  @Override
  public boolean awaitConnected(Duration timeout) {
    return core.await(timeout).state() == ConnectionState.CONNECTED;
  }

  @Override
  public void run(Runnable task) {
    core.threads.execute(task);
  }

  @Override
  public void runLater(Runnable task, Duration delay) {
    try {
      core.timer.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // closed: what was to be done later is left to the next sweep
    }
  }

  @Override
  public boolean isClosed() {
    return core.board.state() == ConnectionState.CLOSED;
  }

  @Override
  public void report(NatsServiceException failure) {
    core.failures.report(failure);
  }
}
