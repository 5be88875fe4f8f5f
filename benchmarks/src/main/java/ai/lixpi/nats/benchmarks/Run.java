package ai.lixpi.nats.benchmarks;

import ai.lixpi.nats.benchmarks.client.Client;
import ai.lixpi.nats.benchmarks.work.Workload;
import java.io.PrintStream;
import java.util.Optional;

/** Who is compared, how often, and where it is printed. */
record Run(Client baseline, Optional<Client> candidate, Optional<Integer> rounds, PrintStream out) {

  /** Sets a workload up for one client. */
  @FunctionalInterface
  interface Setup {
    Workload open(Client client) throws Exception;
  }

  int roundsOr(int usual) {
    return rounds.orElse(usual);
  }

  /** The same workload for both clients. */
  void compare(Comparison comparison, Setup setup) throws Exception {
    try (Workload first = setup.open(baseline)) {
      comparison.baseline(baseline.name(), first);
      if (candidate.isEmpty()) {
        comparison.run(out);
        return;
      }
      try (Workload second = setup.open(candidate.get())) {
        comparison.candidate(candidate.get().name(), second).run(out);
      }
    }
  }

  /** Two workloads of the same client. */
  void compare(Comparison comparison, Client client, Setup before, Setup after, String... names)
      throws Exception {
    try (Workload first = before.open(client);
        Workload second = after.open(client)) {
      comparison
          .baseline(client.name() + ", " + names[0], first)
          .candidate(client.name() + ", " + names[1], second)
          .run(out);
    }
  }
}
