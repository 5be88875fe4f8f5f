package ai.lixpi.nats.benchmarks.json;

import ai.lixpi.nats.benchmarks.Order;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Encode to and decode from bytes. Run by {@link JsonComparison}, which interleaves the forks. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
public class JsonBenchmark {
  @Param public JsonVariant variant = JsonVariant.J2;

  private final Order order = Order.sample();
  private JsonCodec codec = JsonVariant.J2.codec();
  private byte[] json = {};

  /** Every variant decodes the same bytes: the members in the order of the record. */
  @Setup
  public void prepare() throws Exception {
    json = JsonVariant.J2.codec().encode(order);
    codec = variant.codec();
    if (!codec.decode(json).equals(order) || !codec.decode(codec.encode(order)).equals(order)) {
      throw new IllegalStateException(variant + " does not bring the record back");
    }
  }

  @Benchmark
  public byte[] encode() throws Exception {
    return codec.encode(order);
  }

  @Benchmark
  public Order decode() throws Exception {
    return codec.decode(json);
  }
}
