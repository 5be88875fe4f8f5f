package ai.lixpi.nats.benchmarks.client;

/** Publishes bytes. */
public interface Publishing {
  void publish(String subject, byte[] data) throws Exception;

  /** Returns when the server has seen everything before. */
  void flush() throws Exception;
}
