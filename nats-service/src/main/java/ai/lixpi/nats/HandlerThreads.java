package ai.lixpi.nats;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for handlers: virtual where the JDK has them (21 and later), else as many platform
 * threads as lanes need.
 */
record HandlerThreads(ExecutorService executor, boolean virtual) implements Executor {
  static HandlerThreads create(String name) {
    try {
      return new HandlerThreads(virtual(name), true);
    } catch (ReflectiveOperationException e) {
      return new HandlerThreads(platform(name), false);
    }
  }

  // Compiled for 17: Thread.ofVirtual() and newThreadPerTaskExecutor() can be reached by reflection
  // only
  private static ExecutorService virtual(String name) throws ReflectiveOperationException {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Class<?> type = Class.forName("java.lang.Thread$Builder");
    Object named = type.getMethod("name", String.class, long.class).invoke(builder, name + "-", 1L);
    ThreadFactory factory = (ThreadFactory) type.getMethod("factory").invoke(named);
    try {
      return (ExecutorService)
          Executors.class
              .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
              .invoke(null, factory);
    } catch (InvocationTargetException e) {
      throw new ReflectiveOperationException(e.getCause());
    }
  }

  private static ExecutorService platform(String name) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        5,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  void shutdown() {
    executor.shutdown();
  }
}
