package ai.lixpi.nats.benchmarks;

import java.util.List;

/** The record of about 150 bytes of JSON that every JSON figure is about. */
public record Order(
    String id, String customer, long amount, String currency, List<String> tags, boolean paid) {

  /** The one that is sent. */
  public static Order sample() {
    return new Order(
        "ord-2026-0004815162342",
        "cust-7f3a9c2e51d8",
        1_299_900L,
        "EUR",
        List.of("priority", "gift-wrap", "eu-west"),
        true);
  }
}
