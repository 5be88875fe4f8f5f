package ai.lixpi.nats.benchmarks.work;

import java.util.concurrent.atomic.AtomicInteger;

/** A subject for each workload: both sides share a server and must not hear each other. */
final class Subjects {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Subjects() {}

  static String fresh(String name) {
    return "bench." + name + "." + COUNT.incrementAndGet();
  }
}
