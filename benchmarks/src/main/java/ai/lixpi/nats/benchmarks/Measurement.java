package ai.lixpi.nats.benchmarks;

/** One round of one side: does the work, says what it took. */
@FunctionalInterface
public interface Measurement {
  Outcome measure() throws Exception;
}
