package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Json;
import ai.lixpi.nats.cli.output.Text;
import ai.lixpi.nats.objectstore.ObjectBucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code object rm}. */
@Command
public final class ObjectRmCommand extends ConnectedCommand {
  @Parameters(index = "0", paramLabel = "BUCKET", description = "Where they are.")
  String bucket = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "NAME", description = "The objects.")
  List<String> names = List.of();

  @Override
  protected int run(NatsService nats) {
    ObjectBucket opened = nats.getObjectStore(bucket);
    List<Map<String, Object>> results = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      boolean deleted = opened.delete(name);
      results.add(Json.object("name", name, "deleted", deleted));
      if (!deleted) {
        missing.add("'" + Text.oneLine(name) + "'");
      } else if (!wantsJson()) {
        terminal().note("Removed " + Text.oneLine(name) + ".");
      }
    }
    if (wantsJson()) {
      printJson(results);
    }
    if (!missing.isEmpty()) {
      throw new CliException(
          ExitCode.NOT_FOUND,
          "There was no object "
              + String.join(", ", missing)
              + " in the bucket '"
              + bucket
              + "': 'lixpi-nats object ls "
              + bucket
              + "' lists those there are.");
    }
    return ExitCode.OK;
  }
}
