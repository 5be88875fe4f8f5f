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
import java.util.Objects;
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

  private Call read(String name) {
    return Call.of("read", parts.bucket(), name);
  }

  @Override
  public Optional<byte[]> get(String name, GetOptions options) {
    Given.nonNull("options", options);
    return read(name).run(() -> parts.downloads().bytes(name, options));
  }

  @Override
  public Optional<ObjectInputStream> openStream(String name, GetOptions options) {
    Given.nonNull("options", options);
    return read(name).run(() -> parts.downloads().stream(name, options));
  }

  @Override
  public Optional<ObjectInfo> get(String name, OutputStream sink, GetOptions options) {
    Given.nonNull("sink", sink);
    Given.nonNull("options", options);
    return read(name).run(() -> parts.downloads().into(name, sink, options));
  }

  @Override
  public Optional<ObjectInfo> getToFile(String name, Path file, GetOptions options) {
    Given.nonNull("file", file);
    Given.nonNull("options", options);
    return read(name).run(() -> parts.downloads().toFile(name, file, options));
  }

  @Override
  public Optional<ObjectVersion> info(String name) {
    Names.requireObject(parts.bucket(), name);
    Optional<ObjectVersion> version =
        Call.of("look-up", parts.bucket(), name)
            .run(() -> parts.metas().find(name, Deadline.after(StreamApi.TIMEOUT)))
            .filter(Meta::isLive)
            .map(Meta::version);
    version.ifPresent(parts.downloads()::remember);
    return version;
  }

  @Override
  public boolean delete(String name) {
    return Call.of("delete", parts.bucket(), name).run(() -> parts.changes().delete(name));
  }

  @Override
  public ObjectVersion rename(String from, String to) {
    return Call.of("rename", parts.bucket(), from, to).run(() -> parts.changes().rename(from, to));
  }

  @Override
  public ObjectVersion updateMeta(String name, ObjectMeta meta) {
    String newName = Given.nonNull("meta", meta).getObjectName();
    Call call =
        Objects.equals(newName, name)
            ? Call.of("update", parts.bucket(), name)
            : Call.of("update", parts.bucket(), name, newName);
    return call.run(() -> parts.changes().updateMeta(name, meta));
  }

  @Override
  public ObjectVersion linkObject(String name, String bucket, String target) {
    return Call.link(parts.bucket(), name)
        .run(() -> parts.changes().linkObject(name, bucket, target));
  }

  @Override
  public ObjectVersion linkBucket(String name, String bucket) {
    return Call.link(parts.bucket(), name).run(() -> parts.changes().linkBucket(name, bucket));
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
