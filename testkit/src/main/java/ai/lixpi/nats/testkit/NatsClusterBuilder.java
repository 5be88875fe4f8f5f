package ai.lixpi.nats.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a {@link NatsCluster} is to be started.
 *
 * <p>Not thread-safe.
 */
public final class NatsClusterBuilder {
  private static final int ATTEMPTS = 5;

  private final int nodes;

  // Mutable state
  private boolean jetStream;
  private boolean advertise = true;
  private Consumer<NatsServerBuilder> eachServer = server -> {};

  NatsClusterBuilder(int nodes) {
    if (nodes < 2) {
      throw new IllegalArgumentException(
          "A cluster has at least 2 servers, not " + nodes + "; start a NatsServer for one.");
    }
    this.nodes = nodes;
  }

  /**
   * Switches JetStream on, each server with a store of its own. Three servers carry streams with
   * three replicas.
   *
   * @return this
   */
  public NatsClusterBuilder jetStream() {
    jetStream = true;
    return this;
  }

  /**
   * Keeps the servers from telling clients each other's addresses, so that clients stay with those
   * that they were given, of a {@link FaultProxy} say. Default: they tell.
   *
   * @return this
   */
  public NatsClusterBuilder noAdvertise() {
    advertise = false;
    return this;
  }

  /**
   * Sets more of each server: authorisation, TLS, more configuration. Name and port are given.
   *
   * @param settings called once for each server; replaces what an earlier call gave
   * @return this
   */
  public NatsClusterBuilder eachServer(Consumer<NatsServerBuilder> settings) {
    eachServer = settings;
    return this;
  }

  /**
   * Starts the cluster.
   *
   * @return the cluster, which is ready
   * @throws NatsServerException if it is not within 30 s
   */
  public NatsCluster start() {
    for (int attempt = 1; ; attempt++) {
      List<NatsServer> servers = new ArrayList<>();
      try {
        startAll(servers);
        NatsCluster cluster = new NatsCluster(servers, jetStream);
        cluster.awaitReady();
        return cluster;
      } catch (RuntimeException e) {
        NatsCluster.closeAll(servers);
        // Another process was quicker to take one of the free ports.
        if (attempt == ATTEMPTS || !String.valueOf(e.getMessage()).contains("already in use")) {
          throw e;
        }
      }
    }
  }

  private void startAll(List<NatsServer> servers) {
    List<Integer> ports = Stream.generate(FreePorts::next).limit(nodes).toList();
    String routes =
        ports.stream()
            .map(port -> "\"nats-route://127.0.0.1:" + port + "\"")
            .collect(Collectors.joining(", "));
    for (int node = 0; node < nodes; node++) {
      NatsServerBuilder server = NatsServer.builder();
      if (jetStream) {
        server.jetStream();
      }
      eachServer.accept(server);
      server.name("node-" + (node + 1));
      server.cluster(
          """
          cluster {
            name: testkit
            listen: "127.0.0.1:%d"
            no_advertise: %b
            routes: [%s]
          }"""
              .formatted(ports.get(node), !advertise, routes));
      servers.add(server.start());
    }
  }
}
