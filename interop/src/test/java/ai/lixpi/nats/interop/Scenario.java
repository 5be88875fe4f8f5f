package ai.lixpi.nats.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one side does and what the other must see: one file below {@code scenarios}, whose language
 * {@code interop/README.md} describes.
 */
record Scenario(String name, JsonNode file) {
  private static final List<String> PEERS = List.of("node", "python", "go");
  private static final JsonNode BOTH_WAYS =
      Json.read("[{\"A\":\"java\",\"B\":\"peer\"},{\"A\":\"peer\",\"B\":\"java\"}]");

  /** Who plays which role. */
  record Cast(Map<String, String> roles) {
    /** The peer that this cast is about, or "all" when it is about several. */
    String peer() {
      List<String> peers =
          roles.values().stream().filter(role -> !role.equals("java")).distinct().toList();
      return peers.size() == 1 ? peers.get(0) : "all";
    }

    @Override
    public String toString() {
      return String.join(", ", roles.values());
    }
  }

  static List<Scenario> all() {
    try {
      List<Scenario> scenarios = new ArrayList<>();
      for (Path file : Project.files(Project.SCENARIOS)) {
        String name = file.getFileName().toString().replace(".json", "");
        scenarios.add(new Scenario(name, new ObjectMapper().readTree(file.toFile())));
      }
      return scenarios;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }

  JsonNode steps() {
    return file.path("steps");
  }

  /** The server that it needs: {@code plain} or {@code callout}. */
  String server() {
    return file.path("server").asText("plain");
  }

  /** Which roles connect by WebSocket. */
  boolean isWebSocket(String role) {
    return file.path("webSocket").asText().contains(role);
  }

  List<Cast> casts() {
    List<Cast> casts = new ArrayList<>();
    for (JsonNode roles : file.has("casts") ? file.get("casts") : BOTH_WAYS) {
      boolean anyPeer = roles.toString().contains("\"peer\"");
      for (String peer : anyPeer ? peers() : List.of("")) {
        Map<String, String> cast = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> role : roles.properties()) {
          String language = role.getValue().textValue();
          cast.put(role.getKey(), language.equals("peer") ? peer : language);
        }
        casts.add(new Cast(cast));
      }
    }
    return casts;
  }

  private List<String> peers() {
    if (!file.has("peers")) {
      return PEERS;
    }
    List<String> peers = new ArrayList<>();
    file.get("peers").forEach(peer -> peers.add(peer.textValue()));
    return peers;
  }
}
