package ai.lixpi.nats.cli.tools;

import ai.lixpi.nats.cli.CliCommand;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Fields;
import ai.lixpi.nats.cli.output.Json;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.NatsServerBuilder;
import ai.lixpi.nats.testkit.NatsServerException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code server}. */
@Command
public final class ServerCommand extends CliCommand {
  private static final int DEFAULT_PORT = 4222;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "N",
      description = "Where it listens, on 127.0.0.1; 4222 by default, 0 for a free one.")
  int port = DEFAULT_PORT;

  @Option(
      names = "--callout",
      paramLabel = "DIR",
      description =
          "Asks an auth callout responder about everybody, and writes keys and configuration of one"
              + " into this folder.")
  @Nullable Path callout;

  @Override
  protected int run() throws IOException, InterruptedException {
    requireFree();
    CalloutFolder folder = callout == null ? null : CalloutFolder.prepare(callout);
    NatsServerBuilder builder = NatsServer.builder().name("lixpi-nats-dev").jetStream().webSocket();
    if (port != 0) {
      builder.port(port);
    }
    if (folder != null) {
      folder.configure(builder);
    }
    CountDownLatch done = new CountDownLatch(1);
    try (NatsServer server = started(builder)) {
      if (folder != null) {
        folder.write(server.url());
      }
      tell(server, folder);
      terminal().flush();
      interrupts().await(done);
    }
    return ExitCode.OK;
  }

  private void requireFree() throws IOException {
    if (port == 0) {
      return;
    }
    if (port < 0 || port > 65_535) {
      throw CliException.usage("The port " + port + " is none: give 1 to 65535, or 0.");
    }
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      probe.getLocalPort(); // it is free
    } catch (BindException e) {
      throw CliException.failed(
          "Something listens on port " + port + " already: give --port 0 for a free one.");
    }
  }

  private static NatsServer started(NatsServerBuilder builder) {
    try {
      return builder.start();
    } catch (NatsServerException e) {
      throw new CliException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private void tell(NatsServer server, @Nullable CalloutFolder folder) {
    if (wantsJson()) {
      printJson(
          Json.object(
              "url", server.url(),
              "webSocketUrl", server.webSocketUrl(),
              "version", server.version(),
              "pid", server.pid(),
              "jetStream", true,
              "calloutFolder", folder == null ? null : folder.folder()));
      return;
    }
    Fields fields =
        new Fields()
            .add("Server", "nats-server " + server.version() + ", pid " + server.pid())
            .add("Connect to", server.url())
            .add("WebSocket", server.webSocketUrl())
            .add("JetStream", "on; what is stored is gone with the server")
            .add("Try", "lixpi-nats sub '>' " + flag(server));
    if (folder != null) {
      fields
          .add("Responder", "lixpi-nats callout " + folder.configuration() + " (start it now)")
          .add("Then", "lixpi-nats pub dev.hello hi " + flag(server) + folder.signIn());
    }
    fields.print(terminal());
    terminal().note("Ctrl-C ends it.");
  }

  private String flag(NatsServer server) {
    return port == DEFAULT_PORT ? "" : "--server " + server.url() + " ";
  }
}
