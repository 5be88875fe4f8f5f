package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Fields;
import ai.lixpi.nats.cli.output.Units;
import ai.lixpi.nats.objectstore.ObjectBucket;
import io.nats.client.api.ObjectStoreStatus;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bucket info}. */
@Command
public final class BucketInfoCommand extends ConnectedCommand {
  @Parameters(paramLabel = "BUCKET", description = "Its name.")
  String bucket = "";

  @Override
  protected int run(NatsService nats) {
    ObjectBucket opened = nats.getObjectStore(bucket);
    ObjectStoreStatus status = opened.status();
    int objects = opened.list().size();
    if (wantsJson()) {
      Map<String, Object> json = Descriptions.bucket(status);
      json.put("objects", objects);
      printJson(json);
      return ExitCode.OK;
    }
    long limit = status.getMaxBucketSize();
    new Fields()
        .add("Bucket", status.getBucketName() + (status.isSealed() ? " (sealed)" : ""))
        .add("Description", status.getDescription())
        .add("Objects", Units.count(objects))
        .add("Stored", Units.bytes(status.getSize()))
        .add("Limit", limit > 0 ? Units.bytes(limit) : "none")
        .add("Expires", Descriptions.ttl(status))
        .add("Storage", String.valueOf(status.getStorageType()))
        .add("Replicas", String.valueOf(status.getReplicas()))
        .add("Compressed", status.isCompressed() ? "yes" : "no")
        .add("Metadata", Descriptions.metadata(status.getMetadata()))
        .print(terminal());
    return ExitCode.OK;
  }
}
