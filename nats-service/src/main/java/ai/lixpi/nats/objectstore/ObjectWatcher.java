package ai.lixpi.nats.objectstore;

import java.util.Optional;

/** Told of the changes in a bucket. */
@FunctionalInterface
public interface ObjectWatcher {
  /**
   * An object was put, changed or deleted ({@code info().isDeleted()}). What it throws goes to the
   * error listener, and the watch goes on.
   *
   * @param change the new record; empty once, after everything that was there at the start
   * @throws Exception whatever goes wrong
   */
  void changed(Optional<ObjectVersion> change) throws Exception;
}
