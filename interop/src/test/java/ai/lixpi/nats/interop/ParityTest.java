package ai.lixpi.nats.interop;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfigBuilder;
import ai.lixpi.nats.objectstore.ObjectStores;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What docs/parity.md names exists. That its tests have run and passed is for {@link ParityReport}
 * to say, after them.
 */
class ParityTest {
  private static final List<String> PACKAGES =
      List.of(
          "ai.lixpi.nats.",
          "ai.lixpi.nats.auth.",
          "ai.lixpi.nats.objectstore.",
          "ai.lixpi.nats.codec.",
          "ai.lixpi.nats.authcallout.");

  private static List<ParityTable.Row> rows;

  @BeforeAll
  static void read() throws IOException {
    rows = ParityTable.read(Project.ROOT.resolve("docs/parity.md"));
  }

  private static Class<?> type(String name) {
    return PACKAGES.stream()
        .map(start -> loaded(start + name))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static Class<?> loaded(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  private static boolean exists(String member) {
    String[] parts = member.split("#", -1);
    Class<?> type = type(parts[0]);
    return type != null
        && Modifier.isPublic(type.getModifiers())
        && (parts.length == 1 || publicMethods(type).contains(parts[1]));
  }

  private static Set<String> publicMethods(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getDeclaringClass() != Object.class)
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyRowNamesATest() {
    assertThat(rows).hasSizeGreaterThan(50).allMatch(row -> !row.tests().isEmpty());
  }

  @Test
  void everyMemberExists() {
    assertThat(rows.stream().flatMap(row -> row.members().stream())).allMatch(ParityTest::exists);
  }

  @Test
  void everyPublicMemberStandsInARow() {
    Set<String> named = new TreeSet<>();
    rows.forEach(row -> row.members().forEach(m -> named.add(m.replaceAll("^.*#", ""))));

    Set<String> missing = new TreeSet<>();
    for (Class<?> type :
        List.of(NatsService.class, ObjectStores.class, NatsServiceConfigBuilder.class)) {
      missing.addAll(publicMethods(type));
    }
    missing.removeAll(named);
    assertThat(missing).isEmpty();
  }

  @Test
  void everyNamedTestExists() throws IOException {
    Map<String, String> sources = testSources();
    Set<String> scenarios = Scenario.all().stream().map(Scenario::name).collect(Collectors.toSet());
    List<String> missing = new ArrayList<>();
    for (ParityTable.Row row : rows) {
      for (String test : row.tests()) {
        String[] parts = test.split("[# ]", -1);
        boolean found =
            test.startsWith("scenario ")
                ? scenarios.contains(parts[1])
                : sources.getOrDefault(parts[0], "").contains("void " + parts[1] + "(");
        if (!found) {
          missing.add("line " + row.line() + ": " + test);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyScenarioIsNamed() {
    assertThat(Scenario.all())
        .allMatch(
            scenario ->
                rows.stream().anyMatch(row -> row.tests().contains("scenario " + scenario)));
  }

  /** The texts of all test classes by their simple names; those of one name are joined. */
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : List.of("nats-service", "auth-callout", "testkit", "interop")) {
      try (Stream<Path> files = Files.walk(Project.ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith("Test.java")).toList()) {
          sources.merge(
              file.getFileName().toString().replace(".java", ""),
              Files.readString(file),
              String::concat);
        }
      }
    }
    return sources;
  }
}
