package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.NatsServiceException;
import io.nats.client.api.ObjectInfo;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Renames objects in three steps, each by compare-and-set: the old record is marked, the new one
 * written, the old one made that of a deleted object. Whoever wants to change a record that carries
 * a mark first takes the interrupted rename to its end, so that two names never share chunks for
 * long.
 */
final class Renames {
  private static final String TO = "Lixpi-Rename-To";
  private static final String FROM = "Lixpi-Renamed-From";

  private static final Duration FIRST_LOOK = Duration.ofMillis(500);
  private static final int LOOKS = 8;

  private final StreamApi api;
  private final Metas metas;
  private final MetaWriter writer;
  private final Elsewhere elsewhere;
  private final Janitor janitor;

  Renames(StreamApi api, Metas metas, MetaWriter writer, Elsewhere elsewhere, Janitor janitor) {
    this.api = api;
    this.metas = metas;
    this.writer = writer;
    this.elsewhere = elsewhere;
    this.janitor = janitor;
  }

  static boolean isMarked(Meta meta) {
    return decode(meta.header(TO)) != null;
  }

  /** Whether it was part of a rename, so that {@link #settled} has to look closer. */
  static boolean concerns(Meta meta) {
    return meta.header(TO) != null || meta.header(FROM) != null;
  }

  ObjectVersion rename(String from, String to, Deadline deadline) {
    while (true) {
      Standing standing = settled(from, deadline);
      Meta old = standing.live();
      if (old == null) {
        throw new ObjectNotFoundException(api.bucket, from);
      }
      if (from.equals(to)) {
        return old.version();
      }
      if (settled(to, deadline).live() != null) {
        throw new ObjectConflictException(api.bucket, to, "exists already");
      }
      if (standing.stray() != null) {
        elsewhere.unite(standing, deadline);
        requireTime(deadline, from);
        continue;
      }
      Optional<ObjectVersion> renamed;
      try {
        renamed = markAndCarry(old, to, deadline);
      } catch (ObjectWriteUncertainException | InterruptedCallException e) {
        finishLater(from, 0);
        throw e;
      }
      if (renamed.isPresent()) {
        return renamed.get();
      }
      requireTime(deadline, from);
    }
  }

  private Optional<ObjectVersion> markAndCarry(Meta old, String to, Deadline deadline) {
    Headers mark = MetaWriter.marked(TO, encode(to));
    MetaWriter.Written written =
        writer.write(old.subject(), old.info(), mark, old.sequence(), deadline);
    if (written.fate() != MetaWriter.Fate.WRITTEN) {
      return Optional.empty();
    }
    try {
      return carry(new Meta(old.info(), old.subject(), written.sequence()), to, deadline);
    } catch (JetStreamUnavailableException e) { // but the mark stands, so that it may happen yet
      throw new ObjectWriteUncertainException(api.bucket, to, e);
    }
  }

  /** Nobody may ever touch these names again, so what was left half done is taken to its end. */
  private void finishLater(String from, int looks) {
    api.messaging.runLater(
        () -> {
          try {
            settled(from, Deadline.after(StreamApi.TIMEOUT));
          } catch (NatsServiceException e) {
            if (looks + 1 < LOOKS) {
              finishLater(from, looks + 1);
            }
          }
        },
        FIRST_LOOK.multipliedBy(1L << (2 * looks)));
  }

  /** What stands under a name, after interrupted renames from and to it are at their end. */
  Standing settled(String name, Deadline deadline) {
    return settled(name, metas.standing(name, deadline), deadline);
  }

  Standing settled(String name, Standing seen, Deadline deadline) {
    Standing standing = seen;
    while (true) {
      Meta live = standing.live();
      String to = live == null ? null : decode(live.header(TO));
      if (live == null || to == null) {
        if (live != null) {
          removeLeftover(live, name, deadline);
        }
        return standing;
      }
      try {
        carry(live, to, deadline);
      } catch (ObjectWriteUncertainException | InterruptedCallException e) {
        throw e;
      } catch (NatsServiceException e) {
        Meta now = metas.standing(name, deadline).live();
        if (now != null && now.sequence() == live.sequence()) {
          throw e; // else the mark is gone: the rename was refused, and that is its end
        }
      }
      requireTime(deadline, name);
      standing = metas.standing(name, deadline);
    }
  }

  /**
   * Writes the new record of a marked one and removes that; or unmarks it when there is an object
   * of the new name, or none may be written. Empty when it can't be done, or somebody else has done
   * it.
   */
  private Optional<ObjectVersion> carry(Meta marked, String to, Deadline deadline) {
    ObjectInfo info = ObjectInfo.builder(marked.info()).objectName(to).build();
    while (true) {
      Standing target = metas.standing(to, deadline);
      Meta there = target.live();
      if (there != null && there.refersTo(marked.info().getNuid())) {
        removeRenamed(marked, to, deadline);
        return Optional.of(there.version());
      }
      if (there != null) {
        unmark(marked, deadline);
        return Optional.empty();
      }
      // while the mark stands, what it refers to was not deleted under the new name either
      Meta mark = metas.at(marked.subject(), marked.info().getObjectName(), deadline);
      if (mark == null || mark.sequence() != marked.sequence()) {
        return Optional.empty();
      }
      MetaWriter.Written written = writeRenamed(marked, target, info, deadline);
      if (written.fate() == MetaWriter.Fate.WRITTEN) {
        removeRenamed(marked, to, deadline);
        return Optional.of(new ObjectVersion(info, written.sequence()));
      }
      requireTime(deadline, to);
    }
  }

  private MetaWriter.Written writeRenamed(
      Meta marked, Standing target, ObjectInfo info, Deadline deadline) {
    Headers from = MetaWriter.marked(FROM, encode(marked.info().getObjectName()));
    try {
      return writer.write(target.subject(), info, from, target.expected(), deadline);
    } catch (ObjectWriteUncertainException | InterruptedCallException e) {
      throw e;
    } catch (NatsServiceException e) {
      unmarkRefused(marked, info.getObjectName(), e);
      throw e;
    }
  }

  /** Else the rename that has failed would happen later. */
  private void unmarkRefused(Meta marked, String to, NatsServiceException failure) {
    try {
      unmark(marked, Deadline.after(StreamApi.TIMEOUT));
    } catch (NatsServiceException e) {
      failure.addSuppressed(e);
      throw new ObjectWriteUncertainException(api.bucket, to, failure);
    }
  }

  private void unmark(Meta marked, Deadline deadline) {
    writer.write(marked.subject(), marked.info(), new Headers(), marked.sequence(), deadline);
  }

  /**
   * Removes the record that a renamed one came from, if that did not happen. The mark may be gone:
   * a client that was not allowed to write the new name takes it away.
   */
  private void removeLeftover(Meta renamed, String name, Deadline deadline) {
    String from = decode(renamed.header(FROM));
    if (from == null || from.equals(name)) {
      return;
    }
    Meta left = metas.standing(from, deadline).live();
    if (left != null && left.refersTo(renamed.info().getNuid())) {
      remove(left, deadline);
    }
  }

  private void removeRenamed(Meta marked, String to, Deadline deadline) {
    try {
      remove(marked, deadline);
      elsewhere.revive(marked.info().getObjectName(), deadline);
    } catch (InterruptedCallException e) {
      throw e;
    } catch (NatsServiceException e) {
      throw new ObjectWriteUncertainException(api.bucket, to, e);
    }
  }

  /**
   * For certain, because what is done next to either name relies on it. A record stays, of a
   * deleted object without chunks: were there none, somebody who is late with the second step of a
   * rename to this name would still succeed with it.
   */
  private void remove(Meta old, Deadline deadline) {
    String name = old.info().getObjectName();
    ObjectInfo gone = Changes.tombstone(ObjectInfo.builder(old.info()).nuid(Nuid.next()).build());
    Meta left = old;
    while (left != null && left.isLive() && left.refersTo(old.info().getNuid())) {
      if (isRemoved(left, gone, deadline)) {
        return;
      }
      requireTime(deadline, name);
      left = metas.at(old.subject(), name, deadline); // somebody else removed the mark, or all
    }
  }

  private boolean isRemoved(Meta old, ObjectInfo gone, Deadline deadline) {
    try {
      MetaWriter.Written written =
          writer.write(old.subject(), gone, new Headers(), old.sequence(), deadline);
      boolean done = written.fate() == MetaWriter.Fate.WRITTEN;
      if (done && !old.subject().equals(Names.meta(api.bucket, gone.getObjectName()))) {
        janitor.removeRecord(new Meta(gone, old.subject(), written.sequence()));
      }
      return done;
    } catch (QuotaExceededException e) {
      return janitor.isPurged(old, deadline);
    }
  }

  private void requireTime(Deadline deadline, String name) {
    if (deadline.isOver()) {
      throw new ObjectConflictException(api.bucket, name, "was changed by others again and again");
    }
  }

  private static String encode(String name) {
    return Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable String decode(@Nullable String header) {
    try {
      return header == null
          ? null
          : new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null; // none of ours
    }
  }
}
