package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Confirmation;
import ai.lixpi.nats.cli.output.Json;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bucket rm}. */
@Command
public final class BucketRmCommand extends ConnectedCommand {
  @Parameters(paramLabel = "BUCKET", description = "Its name.")
  String bucket = "";

  @Option(
      names = {"-y", "--yes"},
      description = "Does not ask.")
  boolean yes;

  @Override
  protected int run(NatsService nats) throws IOException {
    Confirmation.require(
        terminal(), yes, "The bucket '" + bucket + "' and all that is in it will be gone.");
    if (!nats.deleteObjectStore(bucket)) {
      throw new CliException(
          ExitCode.NOT_FOUND,
          "There is no bucket '" + bucket + "': 'lixpi-nats bucket ls' lists those there are.");
    }
    if (wantsJson()) {
      printJson(Json.object("bucket", bucket, "deleted", true));
    } else {
      terminal().note("The bucket '" + bucket + "' is gone.");
    }
    return ExitCode.OK;
  }
}
