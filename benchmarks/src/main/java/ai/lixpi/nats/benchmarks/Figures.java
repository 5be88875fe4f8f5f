package ai.lixpi.nats.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What several rounds of one side gave: the median and the range, never a single value. */
public record Figures(List<Double> values) {

  public Figures {
    values = List.copyOf(values);
  }

  /**
   * These over those, round by round: what the machine did to both sides in a round cancels out.
   */
  public Figures over(Figures other) {
    return new Figures(
        IntStream.range(0, Math.min(values.size(), other.values.size()))
            .mapToObj(round -> values.get(round) / other.values.get(round))
            .toList());
  }

  /** The sum of both, round by round. */
  public Figures plus(Figures other) {
    return new Figures(
        IntStream.range(0, Math.min(values.size(), other.values.size()))
            .mapToObj(round -> values.get(round) + other.values.get(round))
            .toList());
  }

  public double median() {
    List<Double> sorted = new ArrayList<>(values);
    sorted.sort(null);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  public double min() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  public double max() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /** {@code median [min..max]} with a fixed number of decimals. */
  public String format(int decimals) {
    String number = "%,." + decimals + "f";
    return String.format(
        Locale.ROOT, number + " [" + number + ".." + number + "]", median(), min(), max());
  }
}
