package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Confirmation;
import ai.lixpi.nats.objectstore.ObjectBucket;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bucket seal}. */
@Command
public final class BucketSealCommand extends ConnectedCommand {
  @Parameters(paramLabel = "BUCKET", description = "Its name.")
  String bucket = "";

  @Option(
      names = {"-y", "--yes"},
      description = "Does not ask.")
  boolean yes;

  @Override
  protected int run(NatsService nats) throws IOException {
    ObjectBucket opened = nats.getObjectStore(bucket);
    Confirmation.require(
        terminal(), yes, "The bucket '" + bucket + "' can never be changed again.");
    opened.seal();
    if (wantsJson()) {
      printJson(Descriptions.bucket(opened.status()));
    } else {
      terminal().note("The bucket '" + bucket + "' is sealed.");
    }
    return ExitCode.OK;
  }
}
