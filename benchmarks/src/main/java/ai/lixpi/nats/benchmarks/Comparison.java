package ai.lixpi.nats.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs two sides alternately after a warm-up and prints medians, ranges and the ratio of each
 * round. Without a candidate it prints the baseline alone.
 */
public final class Comparison {
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

  /** Rounds of each side that are thrown away; 2 by default. */
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
    for (int round = -warmups; round < rounds; round++) {
      first.round(round >= 0);
      if (second != null) {
        second.round(round >= 0);
      }
    }
    print(out, first, second);
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
