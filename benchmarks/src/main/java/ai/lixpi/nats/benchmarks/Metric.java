package ai.lixpi.nats.benchmarks;

/** What a round can measure, with its unit and the decimals that mean something. */
public enum Metric {
  RATE("msg/s", 0),
  ALLOCATED("B allocated/msg", 0),
  P50("p50 us", 0),
  P99("p99 us", 0),
  P99_9("p99.9 us", 0),
  WORST("worst us", 0),
  FIRST_MESSAGE("first message ms", 1),
  CPU("% of a core", 1),
  LINKS("links made", 0),
  BANDWIDTH("MB/s", 0),
  LIST("entries/s", 0),
  PUT_NEW("put new p50 us", 0),
  PUT_OVER("put over p50 us", 0),
  GET("get p50 us", 0),
  GET_FIRST("get elsewhere us", 0);

  private final String label;
  private final int decimals;

  Metric(String label, int decimals) {
    this.label = label;
    this.decimals = decimals;
  }

  public String label() {
    return label;
  }

  public int decimals() {
    return decimals;
  }
}
