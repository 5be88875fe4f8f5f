package ai.lixpi.nats.objectstore;

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

/**
 * One bucket of the object store (ADR-20). Every put is acknowledged and every whole read verified;
 * a put that fails never harms the version before it. Survives reconnects; thread-safe; holds
 * nothing that must be closed.
 *
 * <p>All calls throw {@link BucketNotFoundException} when the bucket is gone, {@link
 * InvalidNameException} for a name that can't be, {@link JetStreamUnavailableException} when the
 * server does not answer in time, and {@code InterruptedCallException} on an interrupt.
 */
public interface ObjectBucket {
  /**
   * The name of the bucket.
   *
   * @return the name of the bucket
   */
  String name();

  /**
   * How the bucket is configured and how much is in it, asked from the server now.
   *
   * @return the status
   */
  ObjectStoreStatus status();

  /**
   * Changes the configuration of the bucket.
   *
   * @param configuration the new configuration, for this bucket's name
   * @return the status after the change
   * @throws JetStreamException when the server does not allow this change
   */
  ObjectStoreStatus update(ObjectStoreConfiguration configuration);

  /** Seals the bucket: nothing in it can be changed any more, for ever. */
  void seal();

  /**
   * Puts an object, over the one that has its name.
   *
   * @param name its name
   * @param data its bytes; not copied
   * @return the new version
   * @see #put(String, ObjectSource, PutOptions)
   */
  ObjectVersion put(String name, byte[] data);

  /**
   * Puts an object. Blocks until the server has acknowledged it.
   *
   * @param name its name: any characters, not empty
   * @param source its bytes; closed in any case
   * @param options conditions, description, chunk size, progress
   * @return the new version
   * @throws ObjectConflictException when a condition does not hold
   * @throws ObjectWriteUncertainException when the last acknowledgement is missing
   * @throws ObjectSourceException when the source throws an {@code IOException}; unchecked
   *     exceptions and errors of the source are passed on as they are
   * @throws BucketSealedException when the bucket is sealed
   * @throws QuotaExceededException when a limit is reached
   * @throws TransferCancelledException when it was cancelled
   */
  ObjectVersion put(String name, ObjectSource source, PutOptions options);

  /**
   * Puts an object without waiting.
   *
   * @param name its name
   * @param source its bytes, read on a thread of the service; closed in any case
   * @param options conditions, description, chunk size, progress
   * @return completed with the new version or with a failure of {@link #put(String, ObjectSource,
   *     PutOptions)}; cancelling it cancels the transfer
   */
  CompletableFuture<ObjectVersion> putAsync(String name, ObjectSource source, PutOptions options);

  /**
   * Reads an object into memory, verified. When it is overwritten meanwhile, the read starts again
   * with the new version, at most twice; when it is deleted meanwhile, the result is empty.
   *
   * @param name its name; a link is followed
   * @return its bytes, all of one version, or empty when there is no such object
   * @throws ObjectTooLargeException when it has more than 64 MiB
   * @throws ObjectIntegrityException when it is damaged
   * @throws ObjectChangedException when it was overwritten again and again
   */
  Optional<byte[]> get(String name);

  /**
   * Reads an object or a part of it into memory, verified.
   *
   * @param name its name; a link is followed
   * @param options the part, the limit, the time
   * @return its bytes, or empty when there is no such object
   * @see #get(String)
   */
  Optional<byte[]> get(String name, GetOptions options);

  /**
   * Reads an object as a stream. Its last read throws an {@code IOException} whose cause says why
   * when the object can't be completed or verified, so nobody should act on its bytes before the
   * stream has ended.
   *
   * @param name its name; a link is followed
   * @param options the part, the time, progress
   * @return a stream to be closed, or empty when there is no such object
   */
  Optional<ObjectInputStream> openStream(String name, GetOptions options);

  /**
   * Writes an object to a sink, which has got bytes already when the verification at the end fails.
   *
   * @param name its name; a link is followed
   * @param sink takes the bytes; flushed, not closed. What it is given is used again for other
   *     messages after its {@code write} has returned, so it copies what it wants to keep, as any
   *     {@code OutputStream} has to
   * @param options the part, the time, progress
   * @return what was written, or empty when there is no such object
   * @throws ObjectSinkException when the sink throws an {@code IOException}
   * @throws ObjectChangedException when it was overwritten or deleted meanwhile
   */
  Optional<ObjectInfo> get(String name, OutputStream sink, GetOptions options);

  /**
   * Writes an object to a file, which appears only when all of it has been verified and is safe on
   * disk; a file of that name is replaced. When the object is overwritten meanwhile, the read
   * starts again with the new version, at most twice.
   *
   * @param name its name; a link is followed
   * @param file the file; its folder must exist
   * @param options the part, the time, progress
   * @return what was written, or empty when there is no such object
   * @throws ObjectSinkException when the file can't be written
   * @throws ObjectChangedException when it was overwritten again and again
   */
  Optional<ObjectInfo> getToFile(String name, Path file, GetOptions options);

  /**
   * What is known of an object, as the leader of the stream has it; a link is not followed.
   *
   * @param name its name
   * @return the version, or empty when there is none or it is deleted
   */
  Optional<ObjectVersion> info(String name);

  /**
   * Deletes an object.
   *
   * @param name its name; a link itself is deleted, not what it leads to
   * @return whether there was one
   */
  boolean delete(String name);

  /**
   * Gives an object another name.
   *
   * @param from its name
   * @param to its new name
   * @return the version under the new name
   * @throws ObjectNotFoundException when there is no such object
   * @throws ObjectConflictException when there is an object of the new name
   */
  ObjectVersion rename(String from, String to);

  /**
   * Changes name, description, headers and metadata of an object, not its bytes.
   *
   * @param name its name
   * @param meta the new values; all are replaced
   * @return the changed version
   * @throws ObjectNotFoundException when there is no such object
   */
  ObjectVersion updateMeta(String name, ObjectMeta meta);

  /**
   * Makes a link to an object, over a link that has the name.
   *
   * @param name the name of the link
   * @param bucket the bucket of the object
   * @param target the name of the object
   * @return the link
   * @throws ObjectConflictException when the name is that of an object
   * @throws ObjectNotFoundException when there is no such target
   */
  ObjectVersion linkObject(String name, String bucket, String target);

  /**
   * Makes a link to a bucket, over a link that has the name.
   *
   * @param name the name of the link
   * @param bucket the bucket
   * @return the link
   * @throws ObjectConflictException when the name is that of an object
   */
  ObjectVersion linkBucket(String name, String bucket);

  /**
   * All objects and links, without deleted ones.
   *
   * @return their records, in the order in which they were written; complete, or the call throws
   * @throws PartialResultException when the server falls silent
   */
  List<ObjectInfo> list();

  /**
   * Watches for changes, on a thread of the service, until the watch is closed. Survives
   * reconnects.
   *
   * @param watcher told of each change, one after another
   * @param options where to start
   * @return ends it
   */
  ObjectWatch watch(ObjectWatcher watcher, WatchOptions options);

  /**
   * Removes chunks that no object refers to: what interrupted puts of other clients have left.
   *
   * @param grace how old they must be at least, so that no put in progress is harmed; 24 hours is
   *     safe
   * @return how many uploads were removed
   */
  int sweep(Duration grace);

  /**
   * Sweeps again and again, on a thread of the service, until the schedule is closed or the service
   * is. The first sweep is after a random part of the interval, so that services that start
   * together do not sweep together. Failures go to the error listener, and the next sweep is an
   * interval later.
   *
   * @param interval from the end of one sweep to the next, at least 1 ms; a day is often enough
   * @param grace as for {@link #sweep}
   * @return ends it
   */
  SweepSchedule sweepEvery(Duration interval, Duration grace);
}
