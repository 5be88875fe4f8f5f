package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.benchmarks.Measurement;

/** A workload set up for one client, its connections open until it is closed. */
public interface Workload extends Measurement, AutoCloseable {
  @Override
  void close();
}
