package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.internal.Given;
import io.nats.client.Message;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Puts objects. */
final class Uploads {
  private static final byte[] NOTHING = {};

  final StreamApi api;
  final Metas metas;
  final MetaWriter writer;
  final Elsewhere elsewhere;
  final Renames renames;
  final Janitor janitor;
  final RecentRecords recent = new RecentRecords();

  // Mutable state
  private volatile @Nullable BucketLimits limits;

  Uploads(
      StreamApi api,
      Metas metas,
      MetaWriter writer,
      Elsewhere elsewhere,
      Renames renames,
      Janitor janitor) {
    this.api = api;
    this.metas = metas;
    this.writer = writer;
    this.elsewhere = elsewhere;
    this.renames = renames;
    this.janitor = janitor;
  }

  ObjectVersion put(String name, ObjectSource source, PutOptions options) {
    Given.nonNull("source", source);
    Given.nonNull("options", options);
    return put(name, source, options, new Transfer(api.bucket, name, options.listener));
  }

  CompletableFuture<ObjectVersion> putAsync(String name, ObjectSource source, PutOptions options) {
    Given.nonNull("source", source);
    Given.nonNull("options", options);
    Transfer transfer = new Transfer(api.bucket, name, options.listener);
    TransferFuture<ObjectVersion> future = new TransferFuture<>(transfer);
    try {
      api.messaging.run(() -> future.run(() -> put(name, source, options, transfer)));
    } catch (RejectedExecutionException e) {
      future.run(() -> put(name, source, options, transfer)); // closed: it fails at once
    }
    return future;
  }

  private ObjectVersion put(
      String name, ObjectSource source, PutOptions options, Transfer transfer) {
    return Call.of("put", api.bucket, name).run(() -> upload(name, source, options, transfer));
  }

  private ObjectVersion upload(
      String name, ObjectSource source, PutOptions options, Transfer transfer) {
    InputStream in;
    try {
      in = Given.nonNull("the stream of the source", source.open());
    } catch (IOException e) {
      throw new ObjectSourceException(api.bucket, String.valueOf(name), e);
    }
    Throwable failure = null;
    try {
      transfer.total(source.size());
      return new Upload(this, Names.requireObject(api.bucket, name), options, transfer, in).run();
    } catch (IOException e) {
      failure = e;
      throw new ObjectSourceException(api.bucket, name, e);
    } catch (Throwable e) {
      failure = e;
      if (e instanceof BucketNotFoundException) {
        forget();
      }
      forgetLimits();
      throw e;
    } finally {
      close(in, failure);
    }
  }

  /**
   * All was read, or it has failed for a better reason: that it can't be closed changes nothing.
   */
  private static void close(InputStream in, @Nullable Throwable failure) {
    try {
      in.close();
    } catch (IOException | RuntimeException e) {
      if (failure != null && failure != e) {
        failure.addSuppressed(e);
      }
    }
  }

  /** Perhaps they are no longer what they were. */
  void forgetLimits() {
    limits = null;
  }

  /** The bucket is gone, and another of its name is a different one. */
  void forget() {
    forgetLimits();
    recent.clear();
  }

  BucketLimits limits() {
    BucketLimits known = limits;
    if (known == null) {
      known = BucketLimits.of(api.json(info(), "STREAM.INFO"));
      limits = known;
    }
    return known;
  }

  private Message info() {
    return BeforeChange.ask(
        () -> api.call("STREAM.INFO", NOTHING, Deadline.after(StreamApi.TIMEOUT)));
  }
}
