package ai.lixpi.nats;

import ai.lixpi.nats.internal.Given;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The one service of a process, for those who want it so. */
final class ProcessWide {
  private static final ReentrantLock LOCK = new ReentrantLock();

  // Mutable state, under the lock
  private static @Nullable NatsService service;
  private static @Nullable NatsServiceConfig config;

  private ProcessWide() {}

  static NatsService init(NatsServiceConfig wanted) {
    Given.nonNull("config", wanted);
    LOCK.lock();
    try {
      NatsService existing = service;
      if (existing == null || existing.status().state() == ConnectionState.CLOSED) {
        existing = NatsService.connect(wanted);
        service = existing;
        config = wanted;
      } else if (config == null || !wanted.equals(config)) {
        throw new ConfigurationException(
            "init was called before with another configuration: use getInstance() for the service of this process, or"
                + " NatsService.connect(config) for a second one.");
      }
      return existing;
    } finally {
      LOCK.unlock();
    }
  }

  static NatsService get() {
    LOCK.lock();
    try {
      if (service == null) {
        throw new ConfigurationException(
            "There is no service yet: call NatsService.init(config) once when the process starts.");
      }
      return service;
    } finally {
      LOCK.unlock();
    }
  }
}
