package ai.lixpi.nats.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** One scenario with one cast on one server. */
final class Play {
  private static final Set<String> NOT_SENT =
      Set.of("at", "do", "if", "expect", "fails", "save", "waits", "within", "mayFail", "about");

  private static final Pattern CONDITION = Pattern.compile("(\\w+)(!?=)(\\S+)");

  private final Map<String, Party> parties;
  private final Map<String, JsonNode> variables = new ConcurrentHashMap<>();
  private final Values values;

  /**
   * Prepares a play.
   *
   * @param parties who plays which role
   * @param variables what the scenario may refer to
   * @param folder for its files
   */
  Play(Map<String, Party> parties, Map<String, JsonNode> variables, Path folder) {
    this.parties = parties;
    this.variables.putAll(variables);
    this.values = new Values(this.variables, folder);
  }

  void perform(JsonNode steps) throws Exception {
    for (JsonNode step : steps) {
      if (!applies(step.path("if").asText(""))) {
        continue;
      }
      if (step.has("for")) {
        for (JsonNode value : values.of(step.get("in"))) {
          with(step.get("for").asText(), value, step.get("steps"));
        }
      } else if (step.has("repeat")) {
        for (int i = 0; i < step.get("repeat").asInt(); i++) {
          with("i", Json.NODES.textNode(String.valueOf(i)), step.get("steps"));
        }
      } else if (step.has("together")) {
        together(step.get("together"));
      } else if (step.has("shared")) {
        shared(step.get("shared"));
      } else if (step.has("until")) {
        ObjectNode again = ((ObjectNode) step.deepCopy()).without("until");
        Awaitility.await().atMost(JavaParty.PATIENCE).untilAsserted(() -> one(again));
      } else if (step.has("sameBytes")) {
        sameBytes(values.of(step.get("sameBytes")));
      } else {
        one(step);
      }
    }
  }

  private void with(String name, JsonNode value, JsonNode steps) throws Exception {
    variables.put(name, value);
    perform(steps);
  }

  /** All conditions hold: {@code A=java}, {@code B!=python}, {@code server=2.10}. */
  private boolean applies(String conditions) {
    Matcher condition = CONDITION.matcher(conditions);
    while (condition.find()) {
      String subject = condition.group(1);
      String actual =
          parties.containsKey(subject)
              ? parties.get(subject).language()
              : variables.get(subject).asText();
      boolean wanted = condition.group(2).equals("=");
      if (List.of(condition.group(3).split("\\|", -1)).contains(actual) != wanted) {
        return false;
      }
    }
    return true;
  }

  private ObjectNode asked(String role, ObjectNode request) throws Exception {
    Party party = parties.get(role);
    synchronized (party) {
      return (ObjectNode) party.perform(request);
    }
  }

  private void one(JsonNode step) throws Exception {
    String role = values.of(step.path("at")).asText();
    ObjectNode request = (ObjectNode) values.of(((ObjectNode) step.deepCopy()).without(NOT_SENT));
    request.put("op", step.path("do").asText());
    long before = System.nanoTime();
    ObjectNode answer = asked(role, request);
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    String where = "%s (%s) %s".formatted(role, parties.get(role).language(), brief(request));
    if (step.has("fails")) {
      failed(where, values.of(step.get("fails")), answer.path("error"));
    } else if (answer.has("error") && step.has("mayFail")) {
      return;
    } else if (answer.has("error")) {
      throw new AssertionError(where + " failed: " + answer.get("error"));
    }
    timed(where, step, took.toMillis());
    JsonNode ok = answer.path("ok");
    if (step.has("expect")) {
      Difference.between(values.of(step.get("expect")), ok)
          .ifPresent(
              text -> {
                throw new AssertionError(where + ": " + text);
              });
    }
    if (step.has("save")) {
      step.get("save")
          .properties()
          .forEach(e -> variables.put(e.getKey(), ok.at(e.getValue().asText())));
    }
  }

  private static void timed(String where, JsonNode step, long millis) {
    if (millis < step.path("waits").asLong(0)) {
      throw new AssertionError(where + " ended after " + millis + " ms, too early.");
    }
    if (millis > step.path("within").asLong(Long.MAX_VALUE)) {
      throw new AssertionError(where + " ended after " + millis + " ms, too late.");
    }
  }

  private static void failed(String where, JsonNode expected, JsonNode error) {
    if (error.isMissingNode()) {
      throw new AssertionError(where + " succeeded, but should have failed: " + expected);
    }
    JsonNode wanted = expected.isTextual() ? Json.object().set("kind", expected) : expected;
    Difference.between(wanted, error)
        .ifPresent(
            text -> {
              throw new AssertionError(where + " failed otherwise: " + text + "; it said " + error);
            });
  }

  private void together(JsonNode branches) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (JsonNode branch : branches) {
        tasks.add(
            () -> {
              perform(branch);
              return null;
            });
      }
      for (Future<Void> end : threads.invokeAll(tasks)) {
        ended(end);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void ended(Future<Void> end) throws Exception {
    try {
      end.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage(), e.getCause());
    }
  }

  /** Members of a group have got each message once, in all {@code count}, and each member some. */
  private void shared(JsonNode step) throws Exception {
    ObjectNode request = Json.object().put("op", "gathered").put("count", 0);
    request.set("id", values.of(step.get("id")));
    long deadline = System.nanoTime() + JavaParty.PATIENCE.toNanos();
    int count = step.path("count").asInt();
    Map<String, Integer> members = new TreeMap<>();
    List<JsonNode> all = new ArrayList<>();
    while (all.size() < count && System.nanoTime() < deadline) {
      for (JsonNode role : step.get("among")) {
        JsonNode items = asked(role.asText(), request).at("/ok/items");
        members.merge(role.asText(), items.size(), Integer::sum);
        items.forEach(all::add);
      }
    }
    if (members.containsValue(0)) {
      throw new AssertionError("A member has got nothing of what the group shares: " + members);
    }
    Set<String> distinct = new HashSet<>();
    all.forEach(item -> distinct.add(item.path("data").asText()));
    if (all.size() != count || distinct.size() != count) {
      throw new AssertionError(
          "The group should have got %s messages, but has got %s, %s of them different."
              .formatted(count, all.size(), distinct.size()));
    }
  }

  private static void sameBytes(JsonNode files) throws IOException {
    Difference.bytes(
            "the file",
            Files.readAllBytes(Path.of(files.get(0).asText())),
            Files.readAllBytes(Path.of(files.get(1).asText())))
        .ifPresent(
            text -> {
              throw new AssertionError(text);
            });
  }

  private static String brief(JsonNode request) {
    String text = request.toString();
    return text.length() <= 160 ? text : text.substring(0, 160) + "…";
  }
}
