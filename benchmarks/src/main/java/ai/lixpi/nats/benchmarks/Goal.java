package ai.lixpi.nats.benchmarks;

import java.util.Locale;

/** A bound from the list of goals: on the ratio of candidate over baseline, or on the candidate. */
public record Goal(String id, Metric metric, Bound bound, double limit) {

  /** Which value is held against the limit, and on which side of it lies the goal. */
  public enum Bound {
    RATIO_AT_LEAST("ratio >= "),
    RATIO_AT_MOST("ratio <= "),
    VALUE_AT_MOST("<= ");

    private final String sign;

    Bound(String sign) {
      this.sign = sign;
    }
  }

  public static Goal ratioAtLeast(String id, Metric metric, double limit) {
    return new Goal(id, metric, Bound.RATIO_AT_LEAST, limit);
  }

  public static Goal ratioAtMost(String id, Metric metric, double limit) {
    return new Goal(id, metric, Bound.RATIO_AT_MOST, limit);
  }

  public static Goal valueAtMost(String id, Metric metric, double limit) {
    return new Goal(id, metric, Bound.VALUE_AT_MOST, limit);
  }

  /** Says the goal and whether the medians reach it. Information for a reader, never a gate. */
  String verdict(Figures candidate, Figures ratio) {
    boolean reached =
        switch (bound) {
          case RATIO_AT_LEAST -> ratio.median() >= limit;
          case RATIO_AT_MOST -> ratio.median() <= limit;
          case VALUE_AT_MOST -> candidate.median() <= limit;
        };
    return this + (reached ? ", reached" : ", missed");
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "goal %s: %s%s", id, bound.sign, number());
  }

  private String number() {
    return bound == Bound.VALUE_AT_MOST
        ? String.format(Locale.ROOT, "%,.0f %s", limit, metric.label())
        : String.format(Locale.ROOT, "%.2f", limit);
  }
}
