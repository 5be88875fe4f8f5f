package ai.lixpi.nats.cli.bench;

import ai.lixpi.nats.cli.output.Json;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One measurement. */
record BenchResult(
    String what,
    long count,
    long size,
    Duration took,
    @Nullable Duration median,
    @Nullable Duration p99) {
  static BenchResult of(String what, long count, long size, Duration took) {
    return new BenchResult(what, count, size, took, null, null);
  }

  private double seconds() {
    return Math.max(1e-9, took.toNanos() / 1e9);
  }

  double rate() {
    return count / seconds();
  }

  double throughput() {
    return count * (double) size / seconds();
  }

  Map<String, Object> json() {
    return Json.object(
        "what",
        what,
        "count",
        count,
        "size",
        size,
        "seconds",
        seconds(),
        "perSecond",
        rate(),
        "bytesPerSecond",
        throughput(),
        "medianMilliseconds",
        median == null ? null : median.toNanos() / 1e6,
        "p99Milliseconds",
        p99 == null ? null : p99.toNanos() / 1e6);
  }
}
