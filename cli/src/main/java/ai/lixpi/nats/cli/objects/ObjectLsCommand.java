package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Table;
import ai.lixpi.nats.cli.output.Units;
import io.nats.client.api.ObjectInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code object ls}. */
@Command
public final class ObjectLsCommand extends ConnectedCommand {
  @Parameters(paramLabel = "BUCKET", description = "Its name.")
  String bucket = "";

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "Only objects whose names begin so.")
  @Nullable String prefix;

  @Override
  protected int run(NatsService nats) {
    String front = prefix == null ? "" : prefix;
    List<ObjectInfo> objects =
        nats.listObjects(bucket).stream()
            .filter(info -> info.getObjectName().startsWith(front))
            .sorted(Comparator.comparing(ObjectInfo::getObjectName))
            .toList();
    if (wantsJson()) {
      printJson(objects.stream().map(Descriptions::object).toList());
      return ExitCode.OK;
    }
    if (objects.isEmpty()) {
      terminal().note("There is no such object: 'lixpi-nats object put' makes one.");
      return ExitCode.OK;
    }
    Table table = new Table("NAME", "SIZE>", "MODIFIED", "DESCRIPTION");
    for (ObjectInfo info : objects) {
      String link = info.getLink() == null ? "" : " -> " + Descriptions.link(info.getLink());
      table.row(
          info.getObjectName() + link,
          Units.bytes(info.getSize()),
          Descriptions.time(info.getModified()),
          Objects.requireNonNullElse(info.getDescription(), ""));
    }
    table.print(terminal());
    return ExitCode.OK;
  }
}
