package ai.lixpi.nats;

import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.NatsServerBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Three servers of which the first can be cut off from the others, but not from clients. Routes to
 * and from it go through proxies, the others have a direct one. To clients the others advertise
 * proxies, which count who comes.
 */
final class IsolableCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Consumer<NatsServerBuilder> settings;
  private final Node firstNode = new Node("first");
  private final Node secondNode = new Node("second");
  private final Node thirdNode = new Node("third");
  private final List<Node> nodes = List.of(firstNode, secondNode, thirdNode);
  private final List<NatsServer> servers = new ArrayList<>();

  final NatsServer first;
  final NatsServer second;
  final NatsServer third;

  private IsolableCluster(Consumer<NatsServerBuilder> settings) {
    this.settings = settings;
    second = start(secondNode, thirdNode.routePort);
    third = start(thirdNode, secondNode.routePort);
    awaitRoute(third, secondNode);
    first = start(firstNode, secondNode.routes.port(), thirdNode.routes.port());
    // one that never had a route tells of nobody, itself included
    awaitRoute(first, secondNode);
    awaitRoute(first, thirdNode);
  }

  static IsolableCluster start() {
    return start(server -> {});
  }

  static IsolableCluster start(Consumer<NatsServerBuilder> settings) {
    return new IsolableCluster(settings);
  }

  private static void awaitRoute(NatsServer from, Node to) {
    String told = "\"remote_name\": \"" + to.name + "\"";
    await().atMost(Recorder.PATIENCE).until(() -> from.monitoring("/routez").contains(told));
  }

  private static final class Node {
    final String name;
    final int port = freePort();
    final int routePort = freePort();
    final FaultProxy clients = FaultProxy.to(HOST, port);
    final FaultProxy routes = FaultProxy.to(HOST, routePort);

    Node(String name) {
      this.name = name;
    }
  }

  private static int freePort() {
    try (FaultProxy reserved = FaultProxy.to(HOST, 1)) {
      return reserved.port();
    }
  }

  private NatsServer start(Node node, Integer... routePorts) {
    List<String> routes =
        List.of(routePorts).stream()
            .map(port -> "\"nats-route://" + HOST + ":" + port + "\"")
            .toList();
    NatsServerBuilder builder = NatsServer.builder();
    settings.accept(builder);
    NatsServer server =
        builder
            .name(node.name)
            .port(node.port)
            .config(
                """
                client_advertise: "%s:%d"
                cluster {
                  name: isolable
                  listen: "%s:%d"
                  advertise: "%s:%d"
                  routes: [%s]
                }"""
                    .formatted(
                        HOST,
                        node.clients.port(),
                        HOST,
                        node.routePort,
                        HOST,
                        node.routes.port(),
                        String.join(", ", routes)))
            .start();
    servers.add(server);
    return server;
  }

  /** The first server, as it is told to clients. */
  String url() {
    return firstNode.clients.url();
  }

  List<String> otherUrls() {
    return List.of(secondNode.clients.url(), thirdNode.clients.url());
  }

  void isolateFirst() {
    nodes.forEach(node -> node.routes.refuse());
    nodes.forEach(node -> node.routes.cut());
  }

  void awaitIsolation() {
    await()
        .atMost(Recorder.PATIENCE)
        .until(() -> first.monitoring("/routez").contains("\"num_routes\": 0"));
  }

  void heal() {
    nodes.forEach(node -> node.routes.accept());
  }

  /** Waits until somebody has asked each of the other two so many times. */
  void awaitProbes(int times) {
    await()
        .atMost(Recorder.PATIENCE)
        .until(
            () ->
                secondNode.clients.totalConnections() >= times
                    && thirdNode.clients.totalConnections() >= times);
  }

  @Override
  public void close() {
    servers.forEach(NatsServer::close);
    nodes.forEach(node -> node.clients.close());
    nodes.forEach(node -> node.routes.close());
  }
}
