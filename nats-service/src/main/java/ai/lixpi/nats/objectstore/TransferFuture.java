package ai.lixpi.nats.objectstore;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The result of a transfer on a thread of the service; cancelling it cancels the transfer. */
final class TransferFuture<T> extends CompletableFuture<T> {
  private final Transfer transfer;

  TransferFuture(Transfer transfer) {
    this.transfer = transfer;
  }

  void run(Supplier<T> work) {
    transfer.interruptible(Thread.currentThread());
    T result;
    try {
      result = work.get();
    } catch (Throwable e) {
      transfer.interruptible(null);
      completeExceptionally(e);
      return;
    }
    transfer.interruptible(null);
    complete(result);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      transfer.cancelInterrupting();
    }
    return cancelled;
  }
}
