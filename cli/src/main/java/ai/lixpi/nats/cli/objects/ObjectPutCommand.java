package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.messaging.HeaderOption;
import ai.lixpi.nats.cli.output.Text;
import ai.lixpi.nats.cli.output.Units;
import ai.lixpi.nats.objectstore.BucketNotFoundException;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectVersion;
import ai.lixpi.nats.objectstore.PutOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code object put}. */
@Command
public final class ObjectPutCommand extends ConnectedCommand {
  @Parameters(index = "0", paramLabel = "BUCKET", description = "Where to put it.")
  String bucket = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "PATH",
      description = "Files, directories with all that is in them, or '-' for stdin.")
  List<String> paths = List.of();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name of a single object; by default that of the file.")
  @Nullable String name;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "Stands before all names; by default 'DIR/' for what is in a directory DIR.")
  @Nullable String prefix;

  @Option(names = "--create", description = "Creates the bucket if there is none.")
  boolean create;

  @Option(names = "--if-absent", description = "Fails if there is an object of that name.")
  boolean ifAbsent;

  @Option(names = "--description", paramLabel = "TEXT", description = "Kept with the object.")
  @Nullable String description;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'KEY: VALUE'",
      description = "Kept with the object; may be given several times.")
  @Nullable List<String> headers;

  @Option(names = "--metadata", paramLabel = "KEY=VALUE", description = "Several may be given.")
  @Nullable Map<String, String> metadata;

  @Option(names = "--chunk-size", paramLabel = "SIZE", description = "128K by default.")
  String chunkSize = "128K";

  private final List<Map<String, Object>> stored = new ArrayList<>();

  @Override
  protected void checkArguments() {
    HeaderOption.parse(headers);
    Units.size(chunkSize);
  }

  @Override
  protected int run(NatsService nats) throws IOException {
    List<PutItem> items = new PutItems(terminal(), name, prefix).of(paths);
    ObjectBucket opened = open(nats);
    for (PutItem item : items) {
      RunningTransfer.requireNotInterrupted(interrupts());
      put(opened, item);
    }
    if (wantsJson()) {
      printJson(stored);
    }
    return ExitCode.OK;
  }

  private ObjectBucket open(NatsService nats) {
    try {
      return create ? nats.ensureObjectStore(bucket) : nats.getObjectStore(bucket);
    } catch (BucketNotFoundException e) {
      throw new CliException(
          ExitCode.NOT_FOUND,
          "There is no bucket '" + bucket + "': give --create, or look at 'lixpi-nats bucket ls'.",
          e);
    }
  }

  private void put(ObjectBucket opened, PutItem item) {
    long begin = System.nanoTime();
    ObjectVersion version;
    try (RunningTransfer running = new RunningTransfer(terminal(), interrupts(), item.name(), 0)) {
      version = opened.put(item.name(), item.source(), options(running));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    Map<String, Object> json = Descriptions.object(version.info());
    json.put("revision", version.revision());
    json.put("seconds", took.toNanos() / 1e9);
    stored.add(json);
    if (!wantsJson()) {
      terminal().note(told("Put", version.info().getSize(), took, item.name()));
    }
  }

  static String told(String what, long bytes, Duration took, String name) {
    double seconds = Math.max(1e-9, took.toNanos() / 1e9);
    return what
        + " "
        + Text.oneLine(name)
        + " ("
        + Units.bytes(bytes)
        + ", "
        + Units.time(took)
        + ", "
        + Units.throughput(bytes / seconds)
        + ").";
  }

  private PutOptions options(RunningTransfer running) {
    PutOptions.Builder options =
        PutOptions.builder()
            .headers(HeaderOption.parse(headers))
            .chunkSize((int) Math.min(Integer.MAX_VALUE, Units.size(chunkSize)))
            .listener(running);
    if (description != null) {
      options.description(description);
    }
    if (metadata != null) {
      metadata.forEach(options::metadata);
    }
    return (ifAbsent ? options.ifAbsent() : options).build();
  }
}
