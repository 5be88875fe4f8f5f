package ai.lixpi.nats.benchmarks;

import java.io.PrintStream;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs two sides alternately after a warm-up and prints medians, ranges and the ratio of each
 * round. Without a candidate it prints the baseline alone. The warm-up goes on until the JIT
 * compiler has come to rest, which on few processors takes its time from what is measured.
 */
public final class Comparison {
  /** A compiler is at rest when it works for less than one part of so many of a round. */
  private static final int REST = 25;

  private static final long LONGEST_WARMUP = Duration.ofSeconds(90).toNanos();
  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

  private final String title;
  private final List<Goal> goals = new ArrayList<>();

  // Mutable state
  private @Nullable Side baseline;
  private @Nullable Side candidate;
  private int warmups = 2;
  private int rounds = 9;

  private Comparison(String title) {
    this.title = title;
  }

  public static Comparison of(String title) {
    return new Comparison(title);
  }

  /** What the candidate is divided by. */
  public Comparison baseline(String name, Measurement measurement) {
    baseline = new Side(name, measurement);
    return this;
  }

  public Comparison candidate(String name, Measurement measurement) {
    candidate = new Side(name, measurement);
    return this;
  }

  /**
   * Rounds of each side that are thrown away at least; 2 by default. More follow while the JIT
   * compiler works, for 90 s at most; with 0 there are none.
   */
  public Comparison warmups(int count) {
    warmups = count;
    return this;
  }

  /** Rounds of each side that count; 9 by default. */
  public Comparison rounds(int count) {
    rounds = count;
    return this;
  }

  public Comparison goal(Goal goal) {
    goals.add(goal);
    return this;
  }

  /** Runs baseline, candidate, baseline, candidate and so on, then prints. */
  public void run(PrintStream out) throws Exception {
    Side first = baseline;
    if (first == null) {
      throw new IllegalStateException(title + " has no baseline: call baseline(name, measurement)");
    }
    Side second = candidate;
    warmUp(first, second);
    for (int round = 0; round < rounds; round++) {
      round(first, second, true);
    }
    print(out, first, second);
  }

  private void warmUp(Side first, @Nullable Side second) throws Exception {
    long end = System.nanoTime() + LONGEST_WARMUP;
    boolean rests = warmups == 0;
    for (int round = 1; !rests && System.nanoTime() < end; round++) {
      long start = System.nanoTime();
      long compiled = COMPILER.getTotalCompilationTime();
      round(first, second, false);
      long nanos = TimeUnit.MILLISECONDS.toNanos(COMPILER.getTotalCompilationTime() - compiled);
      rests = round >= warmups && nanos < (System.nanoTime() - start) / REST;
    }
  }

  private static void round(Side first, @Nullable Side second, boolean counts) throws Exception {
    first.round(counts);
    if (second != null) {
      second.round(counts);
    }
  }

  private void print(PrintStream out, Side first, @Nullable Side second) {
    out.printf("%n%s (%d rounds each, median [min..max])%n", title, rounds);
    for (var entry : first.figures.entrySet()) {
      Metric metric = entry.getKey();
      line(out, first.name, metric, entry.getValue(), "");
      Figures mine = second == null ? null : second.figures.get(metric);
      if (second != null && mine != null) {
        Figures ratio = mine.over(entry.getValue());
        line(
            out,
            second.name,
            metric,
            mine,
            "ratio " + ratio.format(2) + verdicts(metric, mine, ratio));
      }
    }
    if (second == null) {
      goals.forEach(goal -> out.printf("  %s (%s), no candidate%n", goal, goal.metric().label()));
    }
  }

  private String verdicts(Metric metric, Figures mine, Figures ratio) {
    StringBuilder text = new StringBuilder();
    for (Goal goal : goals) {
      if (goal.metric() == metric) {
        text.append("; ").append(goal.verdict(mine, ratio));
      }
    }
    return text.toString();
  }

  private static void line(
      PrintStream out, String side, Metric metric, Figures figures, String remark) {
    out.printf(
        Locale.ROOT,
        "  %-28s %-16s %-36s %s%n",
        side,
        metric.label(),
        figures.format(metric.decimals()),
        remark);
  }

  private static final class Side {
    private final String name;
    private final Measurement measurement;
    private final Map<Metric, Figures> figures = new EnumMap<>(Metric.class);

    Side(String name, Measurement measurement) {
      this.name = name;
      this.measurement = measurement;
    }

    void round(boolean counts) throws Exception {
      Outcome outcome = measurement.measure();
      if (counts) {
        outcome
            .values()
            .forEach((metric, value) -> figures.merge(metric, one(value), Side::append));
      }
    }

    private static Figures one(double value) {
      return new Figures(List.of(value));
    }

    private static Figures append(Figures some, Figures more) {
      List<Double> all = new ArrayList<>(some.values());
      all.addAll(more.values());
      return new Figures(all);
    }
  }
}
