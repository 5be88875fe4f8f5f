package ai.lixpi.nats.benchmarks.server;

/** Somebody else's server: good for everything that does not kill it. */
record RunningServer(String url) implements Server {

  @Override
  public void kill() {
    throw new UnsupportedOperationException(
        "The server at " + url + " is not ours to kill; leave out -Dnats.url for this suite");
  }

  @Override
  public void restart() {
    kill();
  }

  @Override
  public void close() {}
}
