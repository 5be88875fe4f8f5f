package ai.lixpi.nats.benchmarks.json;

import ai.lixpi.nats.benchmarks.Figures;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs one fork of each variant a round, so that no variant has the machine's good minute alone.
 */
public final class JsonComparison {
  /**
   * A busy neighbour only ever adds time: of a fork's many short iterations the fastest fifth
   * counts.
   */
  private static final double QUIET = 20;

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final Map<JsonVariant, Side> sides = new EnumMap<>(JsonVariant.class);

  private JsonComparison(List<JsonVariant> variants) {
    variants.forEach(variant -> sides.put(variant, new Side()));
  }

  /** Compares and prints; the first variant is what the others are divided by. */
  public static void run(int rounds, List<JsonVariant> variants, PrintStream out)
      throws RunnerException {
    JsonComparison comparison = new JsonComparison(variants);
    for (int round = 1; round <= rounds; round++) {
      for (JsonVariant variant : variants) {
        comparison.fork(variant);
      }
      out.printf("round %d of %d done%n", round, rounds);
    }
    comparison.print(variants.get(0), out);
  }

  private void fork(JsonVariant variant) throws RunnerException {
    Side side = sides.computeIfAbsent(variant, missing -> new Side());
    var options =
        new OptionsBuilder()
            .include(JsonBenchmark.class.getName() + "\\.")
            .param("variant", variant.name())
            .forks(1)
            .jvmArgsAppend("-Xms512m", "-Xmx512m")
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    for (RunResult result : new Runner(options).run()) {
      side.add(result);
    }
  }

  private void print(JsonVariant baseline, PrintStream out) {
    Side base = sides.getOrDefault(baseline, new Side());
    out.printf(
        "%nJava %s, nanoseconds: median [min..max]; ratios over %s, round by round%n",
        Runtime.version(), baseline);
    for (var entry : sides.entrySet()) {
      Side side = entry.getValue();
      out.printf("%s%n", entry.getKey());
      line(out, "encode", figures(side.encode), figures(base.encode), side.encodeBytes);
      line(out, "decode", figures(side.decode), figures(base.decode), side.decodeBytes);
      line(
          out,
          "sum",
          figures(side.encode).plus(figures(side.decode)),
          figures(base.encode).plus(figures(base.decode)),
          side.encodeBytes + side.decodeBytes);
    }
  }

  private static void line(PrintStream out, String work, Figures mine, Figures base, double bytes) {
    out.printf(
        "  %-7s %-24s x %-20s %6.0f B allocated%n",
        work, mine.format(0), mine.over(base).format(2), bytes);
  }

  private static Figures figures(List<Double> values) {
    return new Figures(values);
  }

  private static final class Side {
    // Mutable state
    private final List<Double> encode = new ArrayList<>();
    private final List<Double> decode = new ArrayList<>();
    private double encodeBytes;
    private double decodeBytes;

    void add(RunResult result) {
      double nanoseconds = result.getPrimaryResult().getStatistics().getPercentile(QUIET);
      var allocated = result.getSecondaryResults().get(ALLOCATED);
      double bytes = allocated == null ? Double.NaN : allocated.getScore();
      if (result.getPrimaryResult().getLabel().equals("encode")) {
        encode.add(nanoseconds);
        encodeBytes = bytes;
      } else {
        decode.add(nanoseconds);
        decodeBytes = bytes;
      }
    }
  }
}
