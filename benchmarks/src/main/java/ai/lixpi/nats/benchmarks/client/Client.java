package ai.lixpi.nats.benchmarks.client;

/** A library under comparison, used as a developer would use it well. */
public interface Client {

  /** As printed. */
  String name();

  /** A connection of its own, ready to use. */
  Session connect(String url) throws Exception;
}
