package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.internal.Given;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectLink;
import io.nats.client.api.ObjectMeta;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes of records: delete, rename, new metadata, links. */
final class Changes {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static final int MAX_HOPS = 8;

  private final StreamApi api;
  private final Metas metas;
  private final MetaWriter writer;
  private final Elsewhere elsewhere;
  private final Renames renames;
  private final Janitor janitor;

  Changes(
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

  boolean delete(String name) {
    Names.requireObject(api.bucket, name);
    Deadline deadline = Deadline.after(TIMEOUT);
    while (true) {
      Standing standing = renames.settled(name, deadline);
      Meta live = standing.live();
      if (live == null) {
        janitor.replaced(standing, null, true); // in case that this failed after an earlier delete
        return false;
      }
      MetaWriter.Fate fate = writeTombstone(standing, live, deadline);
      if (fate == MetaWriter.Fate.WRITTEN) {
        janitor.replaced(standing, null, true);
        LOG.info("Object deleted: {}/{}", api.bucket, Names.printable(name));
      }
      if (fate == MetaWriter.Fate.WRITTEN
          || (fate == MetaWriter.Fate.OVERTAKEN && isGone(live, name, deadline))) {
        return true;
      }
      requireTime(deadline, name);
    }
  }

  /** Whether what is there now came after what was deleted; else others have only changed that. */
  private boolean isGone(Meta deleted, String name, Deadline deadline) {
    Meta now;
    try {
      now = metas.standing(name, deadline).live();
    } catch (JetStreamUnavailableException e) {
      throw new ObjectWriteUncertainException(api.bucket, name, e);
    }
    String nuid = deleted.info().getNuid();
    return now == null || nuid == null || !now.refersTo(nuid);
  }

  private MetaWriter.Fate writeTombstone(Standing standing, Meta live, Deadline deadline) {
    try {
      return writer
          .write(
              standing.subject(),
              tombstone(live.info()),
              new Headers(),
              standing.expected(),
              deadline)
          .fate();
    } catch (QuotaExceededException e) {
      // not even for this is there room, so it goes without
      return isPurged(standing, deadline) ? MetaWriter.Fate.WRITTEN : MetaWriter.Fate.CONFLICT;
    }
  }

  private boolean isPurged(Standing standing, Deadline deadline) {
    Meta here = standing.current();
    Meta stray = standing.stray();
    return (here == null || !here.isLive() || janitor.isPurged(here, deadline))
        && (stray == null || janitor.isPurged(stray, deadline));
  }

  static ObjectInfo tombstone(ObjectInfo live) {
    return ObjectInfo.builder(live).deleted(true).size(0).chunks(0).digest(null).build();
  }

  ObjectVersion rename(String from, String to) {
    Names.requireObject(api.bucket, from);
    Names.requireObject(api.bucket, to);
    return renames.rename(from, to, Deadline.after(TIMEOUT));
  }

  ObjectVersion updateMeta(String name, ObjectMeta meta) {
    Names.requireObject(api.bucket, name);
    String newName = Names.requireObject(api.bucket, Given.nonNull("meta", meta).getObjectName());
    Deadline deadline = Deadline.after(TIMEOUT);
    UnaryOperator<ObjectInfo> update =
        info ->
            ObjectInfo.builder(info)
                .description(meta.getDescription())
                .headers(meta.getHeaders())
                .metadata(meta.getMetadata())
                .build();
    if (newName.equals(name)) {
      return change(name, deadline, update);
    }
    renames.rename(name, newName, deadline);
    try {
      return change(newName, deadline, update);
    } catch (JetStreamUnavailableException e) { // but a part of it has happened
      throw new ObjectWriteUncertainException(api.bucket, newName, e);
    }
  }

  private ObjectVersion change(String name, Deadline deadline, UnaryOperator<ObjectInfo> what) {
    while (true) {
      Standing standing = renames.settled(name, deadline);
      Meta live = standing.live();
      if (live == null) {
        throw new ObjectNotFoundException(api.bucket, name);
      }
      ObjectInfo info = what.apply(live.info());
      MetaWriter.Written written = elsewhere.write(standing, info, deadline);
      if (written.fate() == MetaWriter.Fate.WRITTEN) {
        janitor.replaced(standing, info.getNuid(), false);
        return new ObjectVersion(info, written.sequence());
      }
      requireTime(deadline, name);
    }
  }

  ObjectVersion linkObject(String name, String bucket, String target) {
    Names.requireObject(api.bucket, name);
    Names.requireObject(Names.requireBucket(bucket), target);
    Deadline deadline = Deadline.after(TIMEOUT);
    requireEnd(name, bucket, target, deadline);
    return link(name, ObjectLink.object(bucket, target), deadline);
  }

  ObjectVersion linkBucket(String name, String bucket) {
    Names.requireObject(api.bucket, name);
    return link(name, ObjectLink.bucket(Names.requireBucket(bucket)), Deadline.after(TIMEOUT));
  }

  /** Follows the links from a target, so that no loop is made. */
  private void requireEnd(String name, String bucket, String target, Deadline deadline) {
    String nextBucket = bucket;
    String next = target;
    for (int hop = 0; hop < MAX_HOPS; hop++) {
      if (nextBucket.equals(api.bucket) && next.equals(name)) {
        throw new LinkLoopException(api.bucket, name);
      }
      Metas records = nextBucket.equals(api.bucket) ? metas : new Metas(api.of(nextBucket));
      Meta there = records.standing(next, deadline).live();
      if (there == null) {
        throw new ObjectNotFoundException(nextBucket, next);
      }
      ObjectLink link = there.info().getLink();
      String nextName = link == null ? null : link.getObjectName();
      if (link == null || nextName == null) {
        return;
      }
      nextBucket = link.getBucket();
      next = nextName;
    }
    throw new LinkLoopException(api.bucket, name);
  }

  private ObjectVersion link(String name, ObjectLink link, Deadline deadline) {
    ObjectInfo info =
        ObjectInfo.builder(api.bucket, name)
            .nuid(Nuid.next())
            .link(link)
            .modified(ZonedDateTime.now(ZoneOffset.UTC))
            .build();
    while (true) {
      Standing standing = renames.settled(name, deadline);
      Meta live = standing.live();
      if (live != null && !live.info().isLink()) {
        throw new ObjectConflictException(
            api.bucket, name, "is an object, which a link does not replace");
      }
      MetaWriter.Written written =
          writer.write(standing.subject(), info, new Headers(), standing.expected(), deadline);
      if (written.fate() == MetaWriter.Fate.WRITTEN) {
        janitor.replaced(standing, info.getNuid(), false);
        return new ObjectVersion(info, written.sequence());
      }
      requireTime(deadline, name);
    }
  }

  private void requireTime(Deadline deadline, String name) {
    if (deadline.isOver()) {
      throw new ObjectConflictException(api.bucket, name, "was changed by others again and again");
    }
  }
}
