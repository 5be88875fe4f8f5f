package ai.lixpi.nats;

import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectInputStream;
import ai.lixpi.nats.objectstore.ObjectSource;
import ai.lixpi.nats.objectstore.ObjectStores;
import ai.lixpi.nats.objectstore.PutOptions;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The half of the facade that passes on to the object store. */
abstract class ObjectStoreFacade implements NatsService {
  abstract ObjectStores stores();

  @Override
  public ObjectBucket createObjectStore(String bucket) {
    return stores().createObjectStore(bucket);
  }

  @Override
  public ObjectBucket createObjectStore(ObjectStoreConfiguration configuration) {
    return stores().createObjectStore(configuration);
  }

  @Override
  public ObjectBucket getObjectStore(String bucket) {
    return stores().getObjectStore(bucket);
  }

  @Override
  public ObjectBucket ensureObjectStore(String bucket) {
    return stores().ensureObjectStore(bucket);
  }

  @Override
  public ObjectBucket ensureObjectStore(ObjectStoreConfiguration configuration) {
    return stores().ensureObjectStore(configuration);
  }

  @Override
  public boolean deleteObjectStore(String bucket) {
    return stores().deleteObjectStore(bucket);
  }

  @Override
  public List<ObjectStoreStatus> listObjectStores() {
    return stores().listObjectStores();
  }

  @Override
  public ObjectInfo putObject(String bucket, String name, byte[] data) {
    return stores().putObject(bucket, name, data);
  }

  @Override
  public ObjectInfo putObject(String bucket, String name, Path file) {
    return stores().putObject(bucket, name, file);
  }

  @Override
  public ObjectInfo putObject(String bucket, String name, ObjectSource source, PutOptions options) {
    return stores().putObject(bucket, name, source, options);
  }

  @Override
  public ObjectInfo putObjectFromReadable(String bucket, String name, InputStream stream) {
    return stores().putObjectFromReadable(bucket, name, stream);
  }

  @Override
  public Optional<byte[]> getObject(String bucket, String name) {
    return stores().getObject(bucket, name);
  }

  @Override
  public Optional<ObjectInputStream> getObjectStream(String bucket, String name) {
    return stores().getObjectStream(bucket, name);
  }

  @Override
  public Optional<ObjectInfo> getObjectStream(String bucket, String name, OutputStream sink) {
    return stores().getObjectStream(bucket, name, sink);
  }

  @Override
  public Optional<ObjectInfo> getObjectStream(String bucket, String name, Path file) {
    return stores().getObjectStream(bucket, name, file);
  }

  @Override
  public Optional<ObjectInfo> getObjectInfo(String bucket, String name) {
    return stores().getObjectInfo(bucket, name);
  }

  @Override
  public boolean deleteObject(String bucket, String name) {
    return stores().deleteObject(bucket, name);
  }

  @Override
  public List<ObjectInfo> listObjects(String bucket) {
    return stores().listObjects(bucket);
  }
}
