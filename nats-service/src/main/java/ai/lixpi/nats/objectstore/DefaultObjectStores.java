package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.internal.Given;
import ai.lixpi.nats.internal.Messaging;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** The members of the siblings, on top of the handles of buckets. */
final class DefaultObjectStores implements ObjectStores {
  private final BucketAdmin admin;
  private final Map<String, DefaultObjectBucket> handles = new ConcurrentHashMap<>();
  private final Set<String> seen = ConcurrentHashMap.newKeySet(); // buckets that were there once

  DefaultObjectStores(Messaging messaging) {
    this.admin = new BucketAdmin(messaging);
  }

  private ObjectBucket handle(String bucket) {
    return handles.computeIfAbsent(
        Names.requireBucket(bucket), name -> new DefaultObjectBucket(BucketParts.of(admin, name)));
  }

  private <T> T with(String bucket, Function<ObjectBucket, T> call) {
    try {
      return call.apply(handle(bucket));
    } catch (BucketNotFoundException e) {
      forget(e.bucket()); // and whatever its handle knew of it
      throw e;
    }
  }

  private void forget(String bucket) {
    seen.remove(bucket);
    DefaultObjectBucket gone = handles.remove(bucket);
    if (gone != null) {
      gone.forget();
    }
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
    String bucket = admin.create(configuration).getBucketName();
    seen.add(bucket);
    return handle(bucket);
  }

  @Override
  public ObjectBucket getObjectStore(String bucket) {
    return with(
        bucket,
        handle -> {
          handle.status();
          seen.add(bucket);
          return handle;
        });
  }

  @Override
  public ObjectBucket ensureObjectStore(String bucket) {
    return ensureObjectStore(defaults(bucket));
  }

  @Override
  public ObjectBucket ensureObjectStore(ObjectStoreConfiguration configuration) {
    String bucket = Given.nonNull("configuration", configuration).getBucketName();
    try {
      return getObjectStore(bucket);
    } catch (BucketNotFoundException e) {
      try {
        return createObjectStore(configuration);
      } catch (BucketExistsException faster) {
        return getObjectStore(bucket); // somebody has created it meanwhile, in another way
      }
    }
  }

  @Override
  public boolean deleteObjectStore(String bucket) {
    boolean deleted = admin.delete(Names.requireBucket(bucket));
    forget(bucket);
    return deleted;
  }

  @Override
  public List<ObjectStoreStatus> listObjectStores() {
    return admin.list();
  }

  @Override
  public ObjectInfo putObject(String bucket, String name, byte[] data) {
    return putAgain(bucket, name, () -> ObjectSource.of(data));
  }

  @Override
  public ObjectInfo putObject(String bucket, String name, Path file) {
    return putAgain(bucket, name, () -> ObjectSource.of(file));
  }

  /** What can be read twice is put once more when its bucket turns out to be gone. */
  private ObjectInfo putAgain(String bucket, String name, Supplier<ObjectSource> source) {
    try {
      return putObject(bucket, name, source.get(), PutOptions.DEFAULT);
    } catch (BucketNotFoundException e) {
      return putObject(bucket, name, source.get(), PutOptions.DEFAULT);
    }
  }

  @Override
  public ObjectInfo putObjectFromReadable(String bucket, String name, InputStream stream) {
    return putObject(bucket, name, ObjectSource.of(stream), PutOptions.DEFAULT);
  }

  @Override
  public ObjectInfo putObject(String bucket, String name, ObjectSource source, PutOptions options) {
    Given.nonNull("source", source);
    try {
      Names.requireObject(Names.requireBucket(bucket), name);
      Given.nonNull("options", options);
      // Before the source is opened, which can be read only once; later puts save this question
      if (!seen.contains(bucket)) {
        Call.of("put", bucket, name).run(() -> ensureObjectStore(bucket));
      }
    } catch (RuntimeException e) {
      close(source, e);
      throw e;
    }
    return with(bucket, handle -> handle.put(name, source, options)).info();
  }

  private static void close(ObjectSource unread, RuntimeException reason) {
    try {
      unread.open().close();
    } catch (IOException | RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  @Override
  public Optional<byte[]> getObject(String bucket, String name) {
    return with(bucket, handle -> handle.get(name));
  }

  @Override
  public Optional<ObjectInputStream> getObjectStream(String bucket, String name) {
    return with(bucket, handle -> handle.openStream(name, GetOptions.DEFAULT));
  }

  @Override
  public Optional<ObjectInfo> getObjectStream(String bucket, String name, OutputStream sink) {
    return with(bucket, handle -> handle.get(name, sink, GetOptions.DEFAULT));
  }

  @Override
  public Optional<ObjectInfo> getObjectStream(String bucket, String name, Path file) {
    return with(bucket, handle -> handle.getToFile(name, file, GetOptions.DEFAULT));
  }

  @Override
  public Optional<ObjectInfo> getObjectInfo(String bucket, String name) {
    return with(bucket, handle -> handle.info(name)).map(ObjectVersion::info);
  }

  @Override
  public boolean deleteObject(String bucket, String name) {
    return with(bucket, handle -> handle.delete(name));
  }

  @Override
  public List<ObjectInfo> listObjects(String bucket) {
    return with(bucket, ObjectBucket::list);
  }
}
