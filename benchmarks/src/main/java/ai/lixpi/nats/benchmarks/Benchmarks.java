package ai.lixpi.nats.benchmarks;

import ai.lixpi.nats.benchmarks.client.Client;
import ai.lixpi.nats.benchmarks.client.LixpiService;
import ai.lixpi.nats.benchmarks.client.RawJnats;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code Benchmarks [--rounds=n] [suite...]}: runs the named suites, or all the short ones. */
public final class Benchmarks {
  private static final String ROUNDS = "--rounds=";

  private Benchmarks() {}

  /** What every ratio is over. */
  static Client baseline() {
    return new RawJnats();
  }

  /** What is measured against it. */
  static Optional<Client> candidate() {
    return Optional.of(new LixpiService());
  }

  public static void main(String[] args) throws Exception {
    Optional<Integer> rounds = Optional.empty();
    List<Suite> suites = new ArrayList<>();
    for (String arg : args) {
      if (arg.startsWith(ROUNDS)) {
        rounds = Optional.of(Integer.valueOf(arg.substring(ROUNDS.length())));
      } else {
        suites.add(suite(arg));
      }
    }
    if (suites.isEmpty()) {
      Arrays.stream(Suite.values()).filter(Suite::isShort).forEach(suites::add);
    }
    PrintStream out = System.out;
    out.printf(
        "Java %s, %d cores. Only the ratios mean something.%n",
        Runtime.version(), Runtime.getRuntime().availableProcessors());
    for (Suite suite : suites) {
      suite.run(new Run(baseline(), candidate(), rounds, out));
    }
  }

  private static Suite suite(String name) {
    return Arrays.stream(Suite.values())
        .filter(suite -> suite.title().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("No suite " + name + "; there are " + names()));
  }

  private static String names() {
    return Arrays.stream(Suite.values()).map(Suite::title).collect(Collectors.joining(", "));
  }
}
