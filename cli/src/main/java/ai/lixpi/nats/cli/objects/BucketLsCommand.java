package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Table;
import ai.lixpi.nats.cli.output.Units;
import io.nats.client.api.ObjectStoreStatus;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;

/** {@code bucket ls}. */
@Command
public final class BucketLsCommand extends ConnectedCommand {
  @Override
  protected int run(NatsService nats) {
    List<ObjectStoreStatus> buckets = nats.listObjectStores();
    if (wantsJson()) {
      printJson(buckets.stream().map(Descriptions::bucket).toList());
      return ExitCode.OK;
    }
    if (buckets.isEmpty()) {
      terminal().note("There is no bucket: 'lixpi-nats bucket create NAME' makes one.");
      return ExitCode.OK;
    }
    Table table = new Table("BUCKET", "STORED>", "STORAGE", "REPLICAS>", "EXPIRES", "DESCRIPTION");
    for (ObjectStoreStatus bucket : buckets) {
      table.row(
          bucket.getBucketName() + (bucket.isSealed() ? " (sealed)" : ""),
          Units.bytes(bucket.getSize()),
          String.valueOf(bucket.getStorageType()),
          String.valueOf(bucket.getReplicas()),
          Descriptions.ttl(bucket),
          Objects.requireNonNullElse(bucket.getDescription(), ""));
    }
    table.print(terminal());
    return ExitCode.OK;
  }
}
