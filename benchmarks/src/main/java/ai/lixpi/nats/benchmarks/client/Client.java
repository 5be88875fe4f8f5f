package ai.lixpi.nats.benchmarks.client;

import io.nats.client.api.ObjectStoreConfiguration;

/** A library under comparison, used as a developer would use it well. */
public interface Client {

  /** As printed. */
  String name();

  /** A connection of its own, ready to use. */
  Session connect(String url) throws Exception;

  /** A bucket, created if need be, on a connection of its own. */
  Bucket bucket(String url, ObjectStoreConfiguration configuration) throws Exception;
}
