package ai.lixpi.nats.internal.wire;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which jnats reads. Says when one ends by an exception that jnats did not expect,
 * after which jnats would stay connected, deaf, until the pings fail.
 */
final class ReaderThreads extends ThreadPoolExecutor {
  private final Runnable onDeath;

  ReaderThreads(String name, Runnable onDeath) {
    super(
        0,
        Integer.MAX_VALUE,
        1,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> new ReadBatch.Reader(task, "nats-reader-" + name));
    this.onDeath = onDeath;
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable failure) {
    super.afterExecute(task, failure);
    ReadBatch.end(); // jnats has stopped reading in the middle of one
    if (failure != null || (task instanceof Future<?> reading && failed(reading))) {
      onDeath.run();
    }
  }

  private static boolean failed(Future<?> reading) {
    try {
      return reading.isDone() && !reading.isCancelled() && reading.get() == null;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
