package ai.lixpi.nats.testkit;

import io.nats.client.support.JsonValue;
import io.nats.client.support.JsonValueUtils;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the servers of a cluster say of it on their monitoring endpoints. */
record ClusterState(List<NatsServer> servers) {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  void awaitReady(boolean jetStream) {
    Await.until(
        LIMIT,
        () -> quietly(() -> Optional.of(isReady(jetStream))).orElse(false),
        () -> "The cluster was not ready within 30 s: " + report());
  }

  NatsServer awaitLeader(String what, Function<NatsServer, String> leader) {
    return Await.result(
        LIMIT,
        () -> quietly(() -> agreedLeader(leader)),
        () -> "There was no leader of " + what + " within 30 s: " + report());
  }

  /** A server that ends or hangs while it is asked is no reason to give up. */
  private static <T> Optional<T> quietly(Supplier<Optional<T>> question) {
    try {
      return question.get();
    } catch (NatsServerException e) {
      return Optional.empty();
    }
  }

  /** The server that calls itself the leader, if no other names another one. */
  private Optional<NatsServer> agreedLeader(Function<NatsServer, String> leader) {
    Map<NatsServer, String> named =
        answering().stream().collect(Collectors.toMap(server -> server, leader));
    Set<String> names = new HashSet<>(named.values());
    names.remove("");
    return named.keySet().stream()
        .filter(server -> names.equals(Set.of(server.name())))
        .filter(server -> server.name().equals(named.get(server)))
        .findFirst();
  }

  private List<NatsServer> answering() {
    return servers.stream().filter(server -> server.isRunning() && !server.isPaused()).toList();
  }

  private boolean isReady(boolean jetStream) {
    return routesAreUp() && (!jetStream || jetStreamIsUp());
  }

  private boolean routesAreUp() {
    Set<String> names = answering().stream().map(NatsServer::name).collect(Collectors.toSet());
    return answering().stream()
        .allMatch(
            server -> {
              Set<String> reached = new HashSet<>(peers(server));
              reached.add(server.name());
              return reached.containsAll(names);
            });
  }

  private boolean jetStreamIsUp() {
    return answering().stream().noneMatch(server -> metaLeader(server).isEmpty())
        && agreedLeader(ClusterState::metaLeader).isPresent()
        && answering().stream().allMatch(server -> server.monitoring().isHealthy());
  }

  private String report() {
    return answering().stream().map(ClusterState::describe).collect(Collectors.joining("; "));
  }

  private static String describe(NatsServer server) {
    try {
      return "%s has routes to %s, its leader of the metadata is \"%s\", its health is %s"
          .formatted(
              server.name(), peers(server), metaLeader(server), server.monitoring("/healthz"));
    } catch (NatsServerException e) {
      return server.name() + " does not answer";
    }
  }

  private static Set<String> peers(NatsServer server) {
    return JsonValueUtils.readArray(server.monitoring().json("/routez"), "routes").stream()
        .map(route -> Monitoring.text(route, "remote_name"))
        .collect(Collectors.toSet());
  }

  static String metaLeader(NatsServer server) {
    JsonValue cluster = JsonValueUtils.readObject(server.monitoring().json("/jsz"), "meta_cluster");
    return Monitoring.text(cluster, "leader");
  }

  static String streamLeader(NatsServer server, String stream) {
    JsonValue answer = server.monitoring().json("/jsz?accounts=1&streams=1");
    return JsonValueUtils.readArray(answer, "account_details").stream()
        .flatMap(account -> JsonValueUtils.readArray(account, "stream_detail").stream())
        .filter(detail -> stream.equals(Monitoring.text(detail, "name")))
        .map(detail -> Monitoring.text(JsonValueUtils.readObject(detail, "cluster"), "leader"))
        .findFirst()
        .orElse("");
  }
}
