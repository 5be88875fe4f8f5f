package ai.lixpi.nats.benchmarks.client;

import java.io.InputStream;
import java.io.OutputStream;

/** One bucket of an object store, with a connection of its own. */
public interface Bucket extends AutoCloseable {

  /** Returns when the server has acknowledged all of it. */
  void put(String name, InputStream data) throws Exception;

  /** Returns when all of it was given to the sink and verified. */
  void get(String name, OutputStream sink) throws Exception;

  /** How many objects there are. */
  int list() throws Exception;

  @Override
  void close();
}
