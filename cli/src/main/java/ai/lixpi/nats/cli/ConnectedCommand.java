package ai.lixpi.nats.cli;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.connect.ConnectionOptions;
import ai.lixpi.nats.cli.connect.Connector;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** A command that talks to a server. */
public abstract class ConnectedCommand extends CliCommand {
  @Mixin ConnectionOptions connection = new ConnectionOptions();

  // Mutable state
  private @Nullable Connector connector;

  @Override
  protected final int run() throws Exception {
    checkArguments();
    try (NatsService nats = connector().connect()) {
      int code = run(nats);
      return code == ExitCode.OK && isRefused(nats) ? ExitCode.FAILED : code;
    }
  }

  /** Refuses what can be refused without a server. */
  protected void checkArguments() {}

  /**
   * Does the work.
   *
   * @param nats a connected service, closed afterwards
   * @return one of {@link ExitCode}
   * @throws Exception told to the user as a sentence
   */
  protected abstract int run(NatsService nats) throws Exception;

  /**
   * How to connect.
   *
   * @return the settings of the user
   */
  protected final Connector connector() {
    if (connector == null) {
      connector = new Connector(connection, terminal());
    }
    return connector;
  }

  /**
   * Closes the connection, so that everything has arrived.
   *
   * @param nats the service
   * @return whether the server has refused something that nobody waited for; the user was told
   */
  protected final boolean isRefused(NatsService nats) {
    nats.close();
    return connector().isRefused();
  }
}
