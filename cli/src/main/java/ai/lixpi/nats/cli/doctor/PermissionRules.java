package ai.lixpi.nats.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the server has told of a user's permissions. */
record PermissionRules(Side publish, Side subscribe) {
  /** One direction; no allow list allows all. */
  record Side(boolean limited, List<String> allow, List<String> deny) {
    static Side of(JsonNode node) {
      return new Side(node.has("allow"), list(node.path("allow")), list(node.path("deny")));
    }

    private static List<String> list(JsonNode node) {
      List<String> subjects = new ArrayList<>();
      // An entry for a queue group has its name behind the subject
      node.forEach(entry -> subjects.add(entry.asText().split(" ", 2)[0]));
      return subjects;
    }

    boolean permits(String subject) {
      boolean allowed = !limited || allow.stream().anyMatch(pattern -> covers(pattern, subject));
      return allowed && deny.stream().noneMatch(pattern -> covers(pattern, subject));
    }
  }

  static PermissionRules of(JsonNode permissions) {
    return new PermissionRules(
        Side.of(permissions.path("publish")), Side.of(permissions.path("subscribe")));
  }

  boolean isOpen() {
    return !publish.limited
        && !subscribe.limited
        && publish.deny.isEmpty()
        && subscribe.deny.isEmpty();
  }

  boolean mayPublish(String subject) {
    return publish.permits(subject);
  }

  boolean maySubscribe(String subject) {
    return subscribe.permits(subject);
  }

  /** Whether everything that a subject stands for is within a pattern. */
  static boolean covers(String pattern, String subject) {
    String[] wanted = pattern.split("\\.", -1);
    String[] given = subject.split("\\.", -1);
    for (int i = 0; i < wanted.length; i++) {
      if (i >= given.length) {
        return false;
      }
      if (wanted[i].equals(">")) {
        return true;
      }
      boolean same = wanted[i].equals(given[i]);
      boolean any = wanted[i].equals("*") && !given[i].equals(">");
      if (!same && !any) {
        return false;
      }
    }
    return wanted.length == given.length;
  }
}
