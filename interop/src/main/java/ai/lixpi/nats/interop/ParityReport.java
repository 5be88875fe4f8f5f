package ai.lixpi.nats.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Fails unless every test that {@code docs/parity.md} names has run and passed, by the reports of
 * the last runs: {@code java -cp interop/target/classes ai.lixpi.nats.interop.ParityReport}.
 */
public final class ParityReport {
  /** How often a test has run and how often it has not passed. */
  private static final class Count {
    private int runs;
    private int failures;
  }

  private ParityReport() {}

  /**
   * Runs in the root of the project.
   *
   * @param arguments none
   * @throws Exception when reports or table can't be read
   */
  public static void main(String[] arguments) throws Exception {
    List<ParityTable.Row> rows = ParityTable.read(Path.of("docs/parity.md"));
    Map<String, Count> counts = counts(Path.of(""));
    List<String> complaints = new ArrayList<>();
    int tests = 0;
    for (ParityTable.Row row : rows) {
      for (String test : row.tests()) {
        tests++;
        Count count = counts.getOrDefault(test, new Count());
        if (count.runs == 0) {
          complaints.add("%s (line %s) has not run.".formatted(test, row.line()));
        } else if (count.failures > 0) {
          complaints.add("%s (line %s) has not passed.".formatted(test, row.line()));
        }
      }
    }
    complaints.forEach(System.err::println);
    if (!complaints.isEmpty() || tests == 0) {
      System.err.printf(
          "docs/parity.md: %s of %s named tests did not hold.%n", complaints.size(), tests);
      System.exit(1);
    }
    System.out.printf(
        "docs/parity.md: %s rows, %s named tests, all ran and passed.%n", rows.size(), tests);
  }

  private static Map<String, Count> counts(Path root) throws Exception {
    Map<String, Count> counts = new HashMap<>();
    for (Path report : reports(root)) {
      NodeList cases =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(report.toFile())
              .getElementsByTagName("testcase");
      for (int i = 0; i < cases.getLength(); i++) {
        Element test = (Element) cases.item(i);
        Count count = counts.computeIfAbsent(name(test), key -> new Count());
        count.runs++;
        for (String bad : List.of("failure", "error", "skipped")) {
          count.failures += test.getElementsByTagName(bad).getLength();
        }
      }
    }
    return counts;
  }

  private static List<Path> reports(Path root) throws IOException {
    List<Path> reports = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root.toAbsolutePath())) {
      for (Path module : modules.sorted().toList()) {
        Path folder = module.resolve("target/surefire-reports");
        if (Files.isDirectory(folder)) {
          try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".xml")).forEach(reports::add);
          }
        }
      }
    }
    return reports;
  }

  /** {@code Class#method} without the numbers and types of parameters, or {@code scenario name}. */
  private static String name(Element test) {
    // a class with parameters has the number of a run behind its name
    String type = test.getAttribute("classname").replaceAll("\\[.*", "").replaceAll(".*\\.", "");
    String method = test.getAttribute("name");
    return type.equals("InteropTest")
        ? "scenario " + method.replaceAll("^.*?([\\w-]+) \\[.*$", "$1")
        : type + "#" + method.replaceAll("[^\\w].*$", "");
  }
}
