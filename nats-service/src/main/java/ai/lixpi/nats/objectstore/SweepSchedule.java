package ai.lixpi.nats.objectstore;

/** Sweeps that are repeated until it is closed, or the service is. Thread-safe. */
public interface SweepSchedule extends AutoCloseable {
  /** Ends it: no sweep starts after this returns. One that runs goes on to its end. */
  @Override
  void close();
}
