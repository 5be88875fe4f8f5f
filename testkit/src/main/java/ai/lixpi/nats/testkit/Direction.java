package ai.lixpi.nats.testkit;

/** Which way bytes go through a {@link FaultProxy}. */
public enum Direction {
  /** From the client that connected to the proxy to the server behind it. */
  CLIENT_TO_SERVER,
  /** From the server behind the proxy to the client that connected to it. */
  SERVER_TO_CLIENT
}
