package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.cli.messaging.HeaderOption;
import ai.lixpi.nats.cli.output.Json;
import ai.lixpi.nats.cli.output.Units;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectLink;
import io.nats.client.api.ObjectStoreStatus;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Buckets and objects, as scripts and people see them. */
final class Descriptions {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private Descriptions() {}

  static Map<String, Object> bucket(ObjectStoreStatus status) {
    Duration ttl = status.getTtl();
    return Json.object(
        "bucket", status.getBucketName(),
        "description", status.getDescription(),
        "bytes", status.getSize(),
        "maxBytes", limit(status.getMaxBucketSize()),
        "ttlSeconds", ttl == null || ttl.isZero() ? null : ttl.toNanos() / 1e9,
        "storage", String.valueOf(status.getStorageType()),
        "replicas", status.getReplicas(),
        "compressed", status.isCompressed(),
        "sealed", status.isSealed(),
        "metadata", metadata(status.getMetadata()));
  }

  private static @Nullable Long limit(long bytes) {
    return bytes > 0 ? bytes : null;
  }

  static String ttl(ObjectStoreStatus status) {
    Duration ttl = status.getTtl();
    return ttl == null || ttl.isZero() ? "never" : "after " + Units.time(ttl);
  }

  static Map<String, Object> object(ObjectInfo info) {
    ObjectLink link = info.getLink();
    return Json.object(
        "name",
        info.getObjectName(),
        "bytes",
        info.getSize(),
        "chunks",
        info.getChunks(),
        "modified",
        info.getModified() == null ? null : info.getModified().toInstant(),
        "digest",
        info.getDigest(),
        "description",
        info.getDescription(),
        "headers",
        HeaderOption.values(info.getHeaders()),
        "metadata",
        metadata(info.getMetaData()),
        "link",
        link == null ? null : link(link),
        "deleted",
        info.isDeleted() ? true : null);
  }

  /** What the user has given; the server adds entries of its own. */
  static @Nullable Map<String, String> metadata(@Nullable Map<String, String> map) {
    Map<String, String> own = new TreeMap<>(map == null ? Map.of() : map);
    own.keySet().removeIf(key -> key.startsWith("_nats."));
    return own.isEmpty() ? null : own;
  }

  static String link(ObjectLink link) {
    return link.isBucketLink() ? link.getBucket() : link.getBucket() + "/" + link.getObjectName();
  }

  static String time(@Nullable ZonedDateTime time) {
    return time == null ? "" : TIME.format(time.withZoneSameInstant(ZoneId.systemDefault()));
  }
}
