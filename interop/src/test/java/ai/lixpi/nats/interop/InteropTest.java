package ai.lixpi.nats.interop;

import ai.lixpi.nats.testkit.NatsServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every scenario with every cast on every server, against nats.js, nats-py and nats.go: {@code mvn
 * verify -Pinterop}, some of them with {@code -Dinterop.only=objects}.
 */
@Tag("interop")
class InteropTest {
  private static final Pattern ONLY = Pattern.compile(System.getProperty("interop.only", ""));

  private static Arena arena;
  private static Results results;
  private static int runs;

  @TempDir private static Path folder;

  @BeforeAll
  static void open() {
    arena = new Arena();
    results = new Results();
  }

  @AfterAll
  static void close() throws Exception {
    arena.close();
    System.out.println(results);
  }

  static Stream<Arguments> scenarios() {
    List<Arguments> all = new ArrayList<>();
    for (Scenario scenario : Scenario.all()) {
      for (Arena.Version version : Arena.Version.values()) {
        for (Scenario.Cast cast : scenario.casts()) {
          if (ONLY.matcher(scenario + " " + version + " " + cast).find()) {
            all.add(Arguments.of(scenario, version, cast));
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} [{1}] {2}")
  @MethodSource("scenarios")
  void scenario(Scenario scenario, Arena.Version version, Scenario.Cast cast) throws Throwable {
    try {
      play(scenario, cast, version);
      results.passed(scenario.name(), cast.peer());
    } catch (Throwable e) {
      results.failed(scenario.name(), cast.peer());
      throw e;
    }
  }

  private static void play(Scenario scenario, Scenario.Cast cast, Arena.Version version)
      throws Exception {
    NatsServer server = arena.server(version, scenario.server());
    Map<String, Party> parties = new LinkedHashMap<>();
    for (Map.Entry<String, String> role : cast.roles().entrySet()) {
      parties.put(role.getKey(), arena.party(role.getValue()));
    }
    runs++;
    try {
      for (Map.Entry<String, Party> party : parties.entrySet()) {
        ask(party.getValue(), Json.object().put("op", "reset"));
        if (scenario.server().equals("plain")) {
          String url = scenario.isWebSocket(party.getKey()) ? server.webSocketUrl() : server.url();
          ask(party.getValue(), Json.object().put("op", "connect").put("url", url));
        }
      }
      new Play(parties, arena.variables(version, server, runs), folder).perform(scenario.steps());
    } finally {
      for (Party party : parties.values()) {
        if (party.isAlive()) {
          ask(party, Json.object().put("op", "reset"));
        }
      }
    }
  }

  private static void ask(Party party, ObjectNode request) throws Exception {
    JsonNode answer = party.perform(request);
    if (answer.has("error")) {
      throw new AssertionError(party.language() + ": " + answer);
    }
  }
}
