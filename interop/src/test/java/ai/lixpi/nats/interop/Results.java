package ai.lixpi.nats.interop;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The table of peers by scenarios that ends a run. */
final class Results {
  private static final List<String> COLUMNS = List.of("node", "python", "go", "all");

  private final Map<String, Map<String, int[]>> counts = new TreeMap<>();

  void passed(String scenario, String peer) {
    count(scenario, peer)[0]++;
  }

  void failed(String scenario, String peer) {
    count(scenario, peer)[1]++;
  }

  private int[] count(String scenario, String peer) {
    return counts
        .computeIfAbsent(scenario, key -> new TreeMap<>())
        .computeIfAbsent(peer, key -> new int[2]);
  }

  private static String cell(int[] count) {
    if (count == null) {
      return "-";
    }
    return count[1] == 0 ? "ok " + count[0] : "FAILED " + count[1] + "/" + (count[0] + count[1]);
  }

  @Override
  public String toString() {
    String format = "%n%-28s %-11s %-11s %-11s %-11s";
    StringBuilder table =
        new StringBuilder().append(format.formatted("scenario", "node", "python", "go", "all"));
    counts.forEach(
        (scenario, peers) ->
            table.append(
                format.formatted(
                    scenario,
                    cell(peers.get(COLUMNS.get(0))),
                    cell(peers.get(COLUMNS.get(1))),
                    cell(peers.get(COLUMNS.get(2))),
                    cell(peers.get(COLUMNS.get(3))))));
    return table.append(System.lineSeparator()).toString();
  }
}
