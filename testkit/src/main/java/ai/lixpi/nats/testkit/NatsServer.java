package ai.lixpi.nats.testkit;

/** Placeholder that the test kit replaces. */
public final class NatsServer {
  private NatsServer() {}
}
