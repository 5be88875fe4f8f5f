package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;
import io.nats.client.Message;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectLink;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the record that a read means, through links and into other buckets. */
final class Lookup {
  private static final int MAX_LINKS = 8;

  private final StreamApi api;
  private final Metas metas;

  Lookup(StreamApi api, Metas metas) {
    this.api = api;
    this.metas = metas;
  }

  /**
   * A record that is an object, and where it was found.
   *
   * @param api the bucket
   * @param metas the records of the bucket
   * @param meta the record
   */
  record Found(StreamApi api, Metas metas, Meta meta) {
    ObjectInfo info() {
      return meta.info();
    }
  }

  Optional<Found> find(String name, boolean fromLeader, Deadline deadline) {
    Names.requireObject(api.bucket, name);
    Optional<Meta> first = record(api, metas, name, fromLeader, deadline);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    Found found = new Found(api, metas, first.get());
    for (int links = 0; links <= MAX_LINKS; links++) {
      ObjectLink link = found.info().getLink();
      if (link == null) {
        return Optional.of(found);
      }
      if (links < MAX_LINKS) {
        found = follow(found.info(), link, fromLeader, deadline);
      }
    }
    throw new LinkLoopException(api.bucket, name);
  }

  private Found follow(ObjectInfo from, ObjectLink link, boolean fromLeader, Deadline deadline) {
    String bucket = Names.requireBucket(link.getBucket());
    String target = link.getObjectName();
    if (target == null) {
      throw linkToBucket(from, bucket);
    }
    boolean here = bucket.equals(api.bucket);
    StreamApi there = here ? api : api.of(bucket);
    Metas records = here ? metas : new Metas(there);
    try {
      return record(there, records, Names.requireObject(bucket, target), fromLeader, deadline)
          .map(meta -> new Found(there, records, meta))
          .orElseThrow(() -> new ObjectNotFoundException(bucket, target));
    } catch (BucketNotFoundException e) {
      if (here) {
        throw e;
      }
      ObjectNotFoundException failure = new ObjectNotFoundException(bucket, target);
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private static ObjectStoreException linkToBucket(ObjectInfo from, String bucket) {
    return new ObjectStoreException(
        Outcome.REJECTED,
        from.getBucket(),
        "The object '"
            + Names.printable(from.getObjectName())
            + "' in the bucket '"
            + from.getBucket()
            + "' is a link to the whole bucket '"
            + bucket
            + "' and has no bytes: read the objects of that bucket.");
  }

  private static Optional<Meta> record(
      StreamApi api, Metas metas, String name, boolean fromLeader, Deadline deadline) {
    Meta quick = fromLeader ? null : quick(api, name, deadline);
    return quick != null && quick.isLive()
        ? Optional.of(quick)
        : metas.find(name, deadline).filter(Meta::isLive);
  }

  /** The newest of the records that some replica has for a name, all asked at a time. */
  private static @Nullable Meta quick(StreamApi api, String name, Deadline deadline) {
    String subject = Names.meta(api.bucket, name);
    DirectGet asked = DirectGet.last(api, subject, deadline);
    Map<String, DirectGet> others = new LinkedHashMap<>();
    for (String other : Names.otherMetas(api.bucket, name)) {
      others.put(other, DirectGet.last(api, other, deadline));
    }
    Meta newest = record(api, subject, asked.await());
    if (newest == null) {
      return null;
    }
    for (Map.Entry<String, DirectGet> other : others.entrySet()) {
      Meta there = record(api, other.getKey(), other.getValue().await());
      if (there != null && Metas.isStray(there, name) && there.sequence() > newest.sequence()) {
        newest = there;
      }
    }
    return newest;
  }

  /** Null when there is none, or one that only the leader should judge. */
  private static @Nullable Meta record(StreamApi api, String subject, @Nullable Message message) {
    if (message == null) {
      return null;
    }
    Headers headers = message.getHeaders();
    String sequence = headers.getFirst("Nats-Sequence");
    String time = headers.getFirst("Nats-Time-Stamp");
    if (sequence == null || time == null) {
      return null;
    }
    try {
      ObjectInfo info = MetaJson.read(api.bucket, message.getData(), Metas.time(time));
      return new Meta(info, subject, Long.parseLong(sequence));
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }
}
