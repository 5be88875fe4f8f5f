package ai.lixpi.nats.testkit;

import java.util.List;

/**
 * Several {@link NatsServer}s with routes to one another, on loopback.
 *
 * <p>Each server can be stopped, killed, paused and restarted on its own. Safe to use from any
 * thread.
 */
public final class NatsCluster implements AutoCloseable {
  private final List<NatsServer> servers;
  private final ClusterState state;
  private final boolean jetStream;

  NatsCluster(List<NatsServer> servers, boolean jetStream) {
    this.servers = List.copyOf(servers);
    this.state = new ClusterState(this.servers);
    this.jetStream = jetStream;
  }

  /**
   * Starts a cluster without JetStream.
   *
   * @param nodes how many servers
   * @return the cluster, which is ready
   * @throws NatsServerException if it is not within 30 s
   */
  public static NatsCluster start(int nodes) {
    return builder(nodes).start();
  }

  /**
   * Starts a description of a cluster.
   *
   * @param nodes how many servers
   * @return a builder to describe it with
   */
  public static NatsClusterBuilder builder(int nodes) {
    return new NatsClusterBuilder(nodes);
  }

  /**
   * The servers.
   *
   * @return all, running or not, in order of their start
   */
  public List<NatsServer> servers() {
    return servers;
  }

  /**
   * What a client connects to.
   *
   * @return the URLs of all servers
   */
  public List<String> urls() {
    return servers.stream().map(NatsServer::url).toList();
  }

  /**
   * Waits until every running server has a route to every other and, with JetStream, all know the
   * same leader of the metadata and call themselves healthy.
   *
   * @throws NatsServerException if that is not so within 30 s; with what each server says
   */
  public void awaitReady() {
    state.awaitReady(jetStream);
  }

  /**
   * The server that leads the replicas of a stream. Waits up to 30 s until there is one.
   *
   * @param stream its name, in the global account
   * @return a running server
   * @throws NatsServerException if there is no leader within 30 s
   */
  public NatsServer streamLeader(String stream) {
    return state.awaitLeader(
        "stream " + stream, server -> ClusterState.streamLeader(server, stream));
  }

  /**
   * The server that leads JetStream's metadata. Waits up to 30 s until there is one.
   *
   * @return a running server
   * @throws NatsServerException if there is no leader within 30 s
   */
  public NatsServer metaLeader() {
    return state.awaitLeader("JetStream's metadata", ClusterState::metaLeader);
  }

  /**
   * All servers but one, for instance but a leader.
   *
   * @param server the one that is left out
   * @return the others, running or not
   */
  public List<NatsServer> serversExcept(NatsServer server) {
    return servers.stream().filter(other -> other != server).toList();
  }

  /** Closes all servers. Can be called again. */
  @Override
  public void close() {
    closeAll(servers);
  }

  static void closeAll(List<NatsServer> servers) {
    RuntimeException first = null;
    for (NatsServer server : servers) {
      try {
        server.close();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
