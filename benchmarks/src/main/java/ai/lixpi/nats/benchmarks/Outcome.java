package ai.lixpi.nats.benchmarks;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What one round of one side measured. */
public record Outcome(Map<Metric, Double> values) {

  public Outcome {
    values = Map.copyOf(values);
  }

  public static Outcome of(Metric metric, double value) {
    return new Outcome(Map.of(metric, value));
  }

  /** The percentiles of a histogram of nanoseconds, in microseconds. */
  public static Outcome latency(Histogram nanoseconds) {
    return of(Metric.P50, nanoseconds.getValueAtPercentile(50) / 1e3)
        .and(Metric.P99, nanoseconds.getValueAtPercentile(99) / 1e3)
        .and(Metric.P99_9, nanoseconds.getValueAtPercentile(99.9) / 1e3)
        .and(Metric.WORST, nanoseconds.getMaxValue() / 1e3);
  }

  public Outcome and(Metric metric, double value) {
    Map<Metric, Double> more = new EnumMap<>(Metric.class);
    more.putAll(values);
    more.put(metric, value);
    return new Outcome(more);
  }
}
