package ai.lixpi.nats.benchmarks.server;

/** A nats-server on the loopback, in the words of the test kit's {@code NatsServer}. */
public interface Server extends AutoCloseable {
  String url();

  /** Ends the process at once, as {@code kill -9} does; returns when it is gone. */
  void kill() throws Exception;

  /** Starts it again on the same port; does not wait until it listens. */
  void restart() throws Exception;

  @Override
  void close();

  /** The one at {@code -Dnats.url}, else a process of its own. */
  static Server start() throws Exception {
    String url = System.getProperty("nats.url");
    return url == null ? ServerProcess.start() : new RunningServer(url);
  }

  /** A process of its own, to be killed. */
  static Server startOwn() throws Exception {
    return ServerProcess.start();
  }
}
