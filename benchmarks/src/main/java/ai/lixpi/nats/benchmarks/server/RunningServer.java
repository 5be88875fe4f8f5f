package ai.lixpi.nats.benchmarks.server;

/** Somebody else's server: good for everything that does not kill it. */
record RunningServer(String url) implements Server {

  @Override
  public void kill() {
    throw new UnsupportedOperationException(
        "The server at " + url + " is not ours to kill; start one with startOwn()");
  }

  @Override
  public void restart() {
    kill();
  }

  @Override
  public void close() {}
}
