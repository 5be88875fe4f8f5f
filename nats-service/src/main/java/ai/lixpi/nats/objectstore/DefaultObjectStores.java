package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.internal.Messaging;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The members of the siblings, on top of the handles of buckets. */
final class DefaultObjectStores implements ObjectStores {
  private final Messaging messaging;
  private final BucketAdmin admin;
  private final Map<String, ObjectBucket> handles = new ConcurrentHashMap<>();

  DefaultObjectStores(Messaging messaging) {
    this.messaging = messaging;
    this.admin = new BucketAdmin(messaging);
  }

  private ObjectBucket handle(String bucket) {
    Names.requireBucket(bucket);
    return handles.computeIfAbsent(
        bucket, name -> new DefaultObjectBucket(BucketParts.of(messaging, admin, name)));
  }

  private static ObjectStoreConfiguration defaults(String bucket) {
    return ObjectStoreConfiguration.builder(Names.requireBucket(bucket)).build();
  }

  @Override
  public ObjectBucket createObjectStore(String bucket) {
    return createObjectStore(defaults(bucket));
  }

  @Override
  public ObjectBucket createObjectStore(ObjectStoreConfiguration configuration) {
    admin.create(configuration);
    return handle(configuration.getBucketName());
  }

  @Override
  public ObjectBucket getObjectStore(String bucket) {
    ObjectBucket handle = handle(bucket);
    handle.status();
    return handle;
  }

  @Override
  public ObjectBucket ensureObjectStore(String bucket) {
    return ensureObjectStore(defaults(bucket));
  }

  @Override
  public ObjectBucket ensureObjectStore(ObjectStoreConfiguration configuration) {
    try {
      return getObjectStore(configuration.getBucketName());
    } catch (BucketNotFoundException e) {
      return createObjectStore(configuration);
    }
  }

  @Override
  public boolean deleteObjectStore(String bucket) {
    return admin.delete(Names.requireBucket(bucket));
  }

  @Override
  public List<ObjectStoreStatus> listObjectStores() {
    return admin.list();
  }

  @Override
  public ObjectInfo putObject(String bucket, String name, byte[] data) {
    return putObject(bucket, name, ObjectSource.of(data), PutOptions.DEFAULT);
  }

  @Override
  public ObjectInfo putObject(String bucket, String name, Path file) {
    return putObject(bucket, name, ObjectSource.of(file), PutOptions.DEFAULT);
  }

  @Override
  public ObjectInfo putObject(String bucket, String name, ObjectSource source, PutOptions options) {
    return handle(bucket).put(name, source, options).info();
  }

  @Override
  public ObjectInfo putObjectFromReadable(String bucket, String name, InputStream stream) {
    return putObject(bucket, name, ObjectSource.of(stream), PutOptions.DEFAULT);
  }

  @Override
  public Optional<byte[]> getObject(String bucket, String name) {
    return handle(bucket).get(name);
  }

  @Override
  public Optional<ObjectInputStream> getObjectStream(String bucket, String name) {
    return handle(bucket).openStream(name, GetOptions.DEFAULT);
  }

  @Override
  public Optional<ObjectInfo> getObjectStream(String bucket, String name, OutputStream sink) {
    return handle(bucket).get(name, sink, GetOptions.DEFAULT);
  }

  @Override
  public Optional<ObjectInfo> getObjectStream(String bucket, String name, Path file) {
    return handle(bucket).getToFile(name, file, GetOptions.DEFAULT);
  }

  @Override
  public Optional<ObjectInfo> getObjectInfo(String bucket, String name) {
    return handle(bucket).info(name).map(ObjectVersion::info);
  }

  @Override
  public boolean deleteObject(String bucket, String name) {
    return handle(bucket).delete(name);
  }

  @Override
  public List<ObjectInfo> listObjects(String bucket) {
    return handle(bucket).list();
  }
}
