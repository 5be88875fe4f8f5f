package ai.lixpi.nats.objectstore;

/** A watch that goes on until it is closed. Thread-safe. */
public interface ObjectWatch extends AutoCloseable {
  /** Ends it: no call starts after this returns. */
  @Override
  void close();
}
