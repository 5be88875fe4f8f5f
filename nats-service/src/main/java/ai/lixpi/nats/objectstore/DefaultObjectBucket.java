package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.internal.Given;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The handle of a bucket: passes each call on to the part that does it. */
final class DefaultObjectBucket implements ObjectBucket {
  private final BucketParts parts;

  DefaultObjectBucket(BucketParts parts) {
    this.parts = parts;
  }

  /** The bucket is gone: what is known of it does not hold for another of its name. */
  void forget() {
    parts.uploads().forget();
  }

  @Override
  public String name() {
    return parts.bucket();
  }

  @Override
  public ObjectStoreStatus status() {
    return parts.admin().status(parts.bucket());
  }

  @Override
  public ObjectStoreStatus update(ObjectStoreConfiguration configuration) {
    return parts.admin().update(parts.bucket(), configuration);
  }

  @Override
  public void seal() {
    parts.admin().seal(parts.bucket());
  }

  @Override
  public ObjectVersion put(String name, byte[] data) {
    return put(name, ObjectSource.of(data), PutOptions.DEFAULT);
  }

  @Override
  public ObjectVersion put(String name, ObjectSource source, PutOptions options) {
    ObjectVersion version = parts.uploads().put(name, source, options);
    parts.downloads().remember(version);
    return version;
  }

  @Override
  public CompletableFuture<ObjectVersion> putAsync(
      String name, ObjectSource source, PutOptions options) {
    return parts.uploads().putAsync(name, source, options);
  }

  @Override
  public Optional<byte[]> get(String name) {
    return get(name, GetOptions.DEFAULT);
  }

  @Override
  public Optional<byte[]> get(String name, GetOptions options) {
    return parts.downloads().bytes(name, Given.nonNull("options", options));
  }

  @Override
  public Optional<ObjectInputStream> openStream(String name, GetOptions options) {
    return parts.downloads().stream(name, Given.nonNull("options", options));
  }

  @Override
  public Optional<ObjectInfo> get(String name, OutputStream sink, GetOptions options) {
    Given.nonNull("sink", sink);
    return parts.downloads().into(name, sink, Given.nonNull("options", options));
  }

  @Override
  public Optional<ObjectInfo> getToFile(String name, Path file, GetOptions options) {
    Given.nonNull("file", file);
    return parts.downloads().toFile(name, file, Given.nonNull("options", options));
  }

  @Override
  public Optional<ObjectVersion> info(String name) {
    Names.requireObject(parts.bucket(), name);
    return parts
        .metas()
        .find(name, Deadline.after(StreamApi.TIMEOUT))
        .filter(Meta::isLive)
        .map(
            meta -> {
              parts.downloads().remember(meta.version());
              return meta.version();
            });
  }

  @Override
  public boolean delete(String name) {
    return parts.changes().delete(name);
  }

  @Override
  public ObjectVersion rename(String from, String to) {
    return parts.changes().rename(from, to);
  }

  @Override
  public ObjectVersion updateMeta(String name, ObjectMeta meta) {
    return parts.changes().updateMeta(name, meta);
  }

  @Override
  public ObjectVersion linkObject(String name, String bucket, String target) {
    return parts.changes().linkObject(name, bucket, target);
  }

  @Override
  public ObjectVersion linkBucket(String name, String bucket) {
    return parts.changes().linkBucket(name, bucket);
  }

  @Override
  public List<ObjectInfo> list() {
    return parts.listing().list();
  }

  @Override
  public ObjectWatch watch(ObjectWatcher watcher, WatchOptions options) {
    return parts.listing().watch(watcher, options);
  }

  @Override
  public int sweep(Duration grace) {
    return parts.sweeper().sweep(grace);
  }

  @Override
  public SweepSchedule sweepEvery(Duration interval, Duration grace) {
    return parts.sweeper().every(interval, grace);
  }

  @Override
  public String toString() {
    return "ObjectBucket[" + parts.bucket() + "]";
  }
}
