package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Units;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bucket create}. */
@Command
public final class BucketCreateCommand extends ConnectedCommand {
  /** Where the bytes are. */
  enum Storage {
    file,
    memory
  }

  @Parameters(paramLabel = "BUCKET", description = "Letters, digits, '-' and '_'.")
  String bucket = "";

  @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
  @Nullable String description;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "Objects expire after so long, like 90d; never by default.")
  @Nullable String ttl;

  @Option(names = "--max-size", paramLabel = "SIZE", description = "Its limit, like 10G.")
  @Nullable String maxSize;

  @Option(names = "--storage", paramLabel = "KIND", description = "file (default) or memory.")
  Storage storage = Storage.file;

  @Option(names = "--replicas", paramLabel = "N", description = "From 1 (default) to 5.")
  int replicas = 1;

  @Option(names = "--compress", description = "Compresses what is stored.")
  boolean compress;

  @Option(names = "--metadata", paramLabel = "KEY=VALUE", description = "Several may be given.")
  @Nullable Map<String, String> metadata;

  @Override
  protected int run(NatsService nats) {
    ObjectStoreConfiguration.Builder builder =
        ObjectStoreConfiguration.builder(bucket)
            .storageType(storage == Storage.file ? StorageType.File : StorageType.Memory)
            .replicas(replicas)
            .compression(compress);
    if (description != null) {
      builder.description(description);
    }
    if (ttl != null) {
      builder.ttl(Units.duration(ttl));
    }
    if (maxSize != null) {
      builder.maxBucketSize(Units.size(maxSize));
    }
    if (metadata != null) {
      builder.metadata(metadata);
    }
    var created = nats.createObjectStore(builder.build());
    if (wantsJson()) {
      printJson(Descriptions.bucket(created.status()));
    } else {
      terminal().note("The bucket '" + bucket + "' is there.");
    }
    return ExitCode.OK;
  }
}
