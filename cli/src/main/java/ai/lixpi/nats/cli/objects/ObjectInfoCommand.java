package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.messaging.HeaderOption;
import ai.lixpi.nats.cli.output.Fields;
import ai.lixpi.nats.cli.output.Text;
import ai.lixpi.nats.cli.output.Units;
import ai.lixpi.nats.objectstore.ObjectVersion;
import io.nats.client.api.ObjectInfo;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code object info}. */
@Command
public final class ObjectInfoCommand extends ConnectedCommand {
  @Parameters(index = "0", paramLabel = "BUCKET", description = "Where it is.")
  String bucket = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "Its name.")
  String name = "";

  @Override
  protected int run(NatsService nats) {
    ObjectVersion version =
        nats.getObjectStore(bucket)
            .info(name)
            .orElseThrow(
                () ->
                    new CliException(
                        ExitCode.NOT_FOUND,
                        "There is no object '"
                            + Text.oneLine(name)
                            + "' in the bucket '"
                            + bucket
                            + "'."));
    ObjectInfo info = version.info();
    if (wantsJson()) {
      Map<String, Object> json = Descriptions.object(info);
      json.put("revision", version.revision());
      printJson(json);
      return ExitCode.OK;
    }
    new Fields()
        .add("Name", info.getObjectName())
        .add("Description", info.getDescription())
        .add("Link to", info.getLink() == null ? null : Descriptions.link(info.getLink()))
        .add("Size", Units.bytes(info.getSize()) + " (" + Units.count(info.getSize()) + " bytes)")
        .add("Chunks", Units.count(info.getChunks()))
        .add("Digest", info.getDigest())
        .add("Modified", Descriptions.time(info.getModified()))
        .add("Revision", version.revision())
        .add("Headers", HeaderOption.values(info.getHeaders()))
        .add("Metadata", info.getMetaData())
        .print(terminal());
    return ExitCode.OK;
  }
}
