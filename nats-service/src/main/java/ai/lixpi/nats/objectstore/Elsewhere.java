package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.NatsServiceException;
import io.nats.client.api.ObjectInfo;
import io.nats.client.impl.Headers;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Changes of names of which other clients may write records elsewhere. All changes by this library
 * are in one row by the compare-and-set of its own record; a record elsewhere that a change relies
 * on is taken away by a second one. Where that fails the change is taken back, so that it never
 * hides what came in between.
 */
final class Elsewhere {
  private final StreamApi api;
  private final Metas metas;
  private final MetaWriter writer;
  private final Janitor janitor;

  Elsewhere(StreamApi api, Metas metas, MetaWriter writer, Janitor janitor) {
    this.api = api;
    this.metas = metas;
    this.writer = writer;
    this.janitor = janitor;
  }

  /**
   * Writes a record that relies on what was seen. A conflict also when somebody has written
   * elsewhere meanwhile.
   */
  MetaWriter.Written write(Standing seen, ObjectInfo info, Deadline deadline) {
    return write(seen, seen.isStrayNewer() ? seen.stray() : null, info, deadline);
  }

  private MetaWriter.Written write(
      Standing seen, @Nullable Meta source, ObjectInfo info, Deadline deadline) {
    MetaWriter.Written written =
        writer.write(seen.subject(), info, new Headers(), seen.expected(), deadline);
    String name = info.getObjectName();
    if (written.fate() != MetaWriter.Fate.WRITTEN || Names.otherMetas(api.bucket, name).isEmpty()) {
      return written;
    }
    try {
      Meta ours = new Meta(info, seen.subject(), written.sequence());
      if (isFirst(seen, source, ours, deadline)) {
        return written;
      }
      takeBack(seen, ours, deadline);
      return new MetaWriter.Written(MetaWriter.Fate.CONFLICT, 0);
    } catch (ObjectWriteUncertainException | InterruptedCallException e) {
      throw e;
    } catch (NatsServiceException e) {
      throw new ObjectWriteUncertainException(api.bucket, name, e);
    }
  }

  /** Whether nobody has written elsewhere between what was seen and our record. */
  private boolean isFirst(Standing seen, @Nullable Meta source, Meta ours, Deadline deadline) {
    if (source != null && !isRetired(source, deadline)) {
      return false;
    }
    Meta now = metas.stray(ours.info().getObjectName(), deadline);
    Meta live = seen.live();
    long since = live == null ? seen.expected() : live.sequence();
    return now == null || now.sequence() <= since || now.sequence() > ours.sequence();
  }

  private void takeBack(Standing seen, Meta ours, Deadline deadline) {
    // what somebody went on from is theirs, under another name perhaps
    String theirs = janitor.isPurged(ours, deadline) ? null : ours.info().getNuid();
    Standing now = metas.standing(ours.info().getObjectName(), deadline);
    Stream.of(seen.current(), ours)
        .filter(Objects::nonNull)
        .map(meta -> meta.info().getNuid())
        .filter(nuid -> nuid != null && !nuid.equals(theirs) && !now.refersTo(nuid))
        .forEach(janitor::remove);
  }

  /** Makes our record the only one of a name, so that no other shares its chunks. */
  void unite(Standing standing, Deadline deadline) {
    Meta stray = standing.stray();
    if (stray == null) {
      return;
    }
    if (standing.isStrayNewer()) {
      if (write(standing, stray.info(), deadline).fate() == MetaWriter.Fate.WRITTEN) {
        janitor.replaced(standing, stray.info().getNuid(), false);
      }
    } else if (isRetired(stray, deadline)) {
      Meta current = standing.current();
      janitor.replaced(
          new Standing(standing.subject(), null, stray),
          current == null ? null : current.info().getNuid(),
          false);
    }
  }

  /** What came elsewhere while a name was renamed is not hidden by the deletion of the old name. */
  void revive(String name, Deadline deadline) {
    if (Names.otherMetas(api.bucket, name).isEmpty()) {
      return;
    }
    Standing standing = metas.standing(name, deadline);
    Meta stray = standing.stray();
    if (stray != null && standing.live() == null) {
      write(standing, stray, stray.info(), deadline);
    }
  }

  /**
   * Makes a record elsewhere that of a deleted object, which has chunks of nobody: it stays where
   * it may not be removed. False when there is a newer one.
   */
  private boolean isRetired(Meta stray, Deadline deadline) {
    ObjectInfo gone = Changes.tombstone(ObjectInfo.builder(stray.info()).nuid(Nuid.next()).build());
    try {
      MetaWriter.Written written =
          writer.write(stray.subject(), gone, new Headers(), stray.sequence(), deadline);
      if (written.fate() == MetaWriter.Fate.WRITTEN) {
        janitor.removeRecord(new Meta(gone, stray.subject(), written.sequence()));
        return true;
      }
    } catch (QuotaExceededException e) {
      if (janitor.isPurged(stray, deadline)) {
        return true;
      }
    }
    return metas.at(stray.subject(), gone.getObjectName(), deadline) == null;
  }
}
