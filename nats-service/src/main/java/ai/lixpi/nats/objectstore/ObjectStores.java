package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.internal.Messaging;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The object store of a service under the names of its siblings. What a bucket can do beyond that
 * is on its handle, {@link ObjectBucket}.
 */
public interface ObjectStores {
  /**
   * The object store of a service. For the service itself; users have {@code NatsService}.
   *
   * @param messaging how the service sends and asks
   * @return the object store
   */
  static ObjectStores over(Messaging messaging) {
    return new DefaultObjectStores(messaging);
  }

  /**
   * Creates a bucket with defaults: file storage, one replica, no limits.
   *
   * @param bucket its name: letters, digits, '-' and '_'
   * @return its handle
   * @throws BucketExistsException when there is one with another configuration
   */
  ObjectBucket createObjectStore(String bucket);

  /**
   * Creates a bucket.
   *
   * @param configuration name, description, limits, ttl, storage, replicas, placement, compression
   * @return its handle
   * @throws BucketExistsException when there is one with another configuration
   */
  ObjectBucket createObjectStore(ObjectStoreConfiguration configuration);

  /**
   * Opens a bucket that exists.
   *
   * @param bucket its name
   * @return its handle
   * @throws BucketNotFoundException when there is none
   */
  ObjectBucket getObjectStore(String bucket);

  /**
   * Opens a bucket, or creates it with defaults when there is really none.
   *
   * @param bucket its name
   * @return its handle
   */
  ObjectBucket ensureObjectStore(String bucket);

  /**
   * Opens a bucket, whatever its configuration, or creates it when there is really none.
   *
   * @param configuration the configuration of a new one
   * @return its handle
   */
  ObjectBucket ensureObjectStore(ObjectStoreConfiguration configuration);

  /**
   * Deletes a bucket with all that is in it.
   *
   * @param bucket its name
   * @return whether there was one
   */
  boolean deleteObjectStore(String bucket);

  /**
   * All buckets of the account.
   *
   * @return their status, sorted by name; complete, or the call throws
   */
  List<ObjectStoreStatus> listObjectStores();

  /**
   * Puts an object, over the one that has its name. A bucket that does not exist is created.
   *
   * @param bucket the bucket
   * @param name the name of the object
   * @param data its bytes; not copied
   * @return its record
   * @see ObjectBucket#put(String, ObjectSource, PutOptions)
   */
  ObjectInfo putObject(String bucket, String name, byte[] data);

  /**
   * Puts a file as an object. A bucket that does not exist is created.
   *
   * @param bucket the bucket
   * @param name the name of the object
   * @param file the file
   * @return its record
   * @see ObjectBucket#put(String, ObjectSource, PutOptions)
   */
  ObjectInfo putObject(String bucket, String name, Path file);

  /**
   * Puts an object from any source. A bucket that does not exist is created.
   *
   * @param bucket the bucket
   * @param name the name of the object
   * @param source its bytes; closed in any case
   * @param options conditions, description, metadata, progress
   * @return its record
   * @see ObjectBucket#put(String, ObjectSource, PutOptions)
   */
  ObjectInfo putObject(String bucket, String name, ObjectSource source, PutOptions options);

  /**
   * Puts an object from a stream, in constant memory. A bucket that does not exist is created.
   *
   * @param bucket the bucket
   * @param name the name of the object
   * @param stream its bytes; closed in any case
   * @return its record
   */
  ObjectInfo putObjectFromReadable(String bucket, String name, InputStream stream);

  /**
   * Reads an object into memory, verified.
   *
   * @param bucket the bucket
   * @param name the name of the object
   * @return its bytes, or empty when there is no such object
   * @throws BucketNotFoundException when there is no such bucket
   * @throws ObjectTooLargeException when it has more than 64 MiB
   * @see ObjectBucket#get(String)
   */
  Optional<byte[]> getObject(String bucket, String name);

  /**
   * Reads an object as a stream, in constant memory; its last read throws when the object can't be
   * verified.
   *
   * @param bucket the bucket
   * @param name the name of the object
   * @return a stream to be closed, or empty when there is no such object
   * @see ObjectBucket#openStream(String, GetOptions)
   */
  Optional<ObjectInputStream> getObjectStream(String bucket, String name);

  /**
   * Writes an object to a stream, in constant memory.
   *
   * @param bucket the bucket
   * @param name the name of the object
   * @param sink takes the bytes; flushed, not closed
   * @return its record, or empty when there is no such object
   * @see ObjectBucket#get(String, OutputStream, GetOptions)
   */
  Optional<ObjectInfo> getObjectStream(String bucket, String name, OutputStream sink);

  /**
   * Writes an object to a file, which appears only when all of it has been verified.
   *
   * @param bucket the bucket
   * @param name the name of the object
   * @param file the file; its folder must exist
   * @return its record, or empty when there is no such object
   * @see ObjectBucket#getToFile(String, Path, GetOptions)
   */
  Optional<ObjectInfo> getObjectStream(String bucket, String name, Path file);

  /**
   * What is known of an object.
   *
   * @param bucket the bucket
   * @param name the name of the object
   * @return its record, or empty when there is no such object
   */
  Optional<ObjectInfo> getObjectInfo(String bucket, String name);

  /**
   * Deletes an object.
   *
   * @param bucket the bucket
   * @param name the name of the object
   * @return whether there was one
   */
  boolean deleteObject(String bucket, String name);

  /**
   * All objects of a bucket, without deleted ones.
   *
   * @param bucket the bucket
   * @return their records; complete, or the call throws
   */
  List<ObjectInfo> listObjects(String bucket);
}
