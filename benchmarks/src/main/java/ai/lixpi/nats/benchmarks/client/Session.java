package ai.lixpi.nats.benchmarks.client;

/** One connection of one client, in all the roles that the workloads need. */
public interface Session
    extends Publishing, Subscribing, TypedMessaging, Requesting, AutoCloseable {
  @Override
  void close();
}
