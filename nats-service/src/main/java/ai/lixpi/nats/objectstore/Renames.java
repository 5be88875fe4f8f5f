package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectInfo;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Renames objects in three steps, each by compare-and-set: the old record is marked, the new one
 * written, the old one removed. Whoever wants to change a record that carries a mark first takes
 * the interrupted rename to its end, so that two names never share chunks for long.
 */
final class Renames {
  private static final String TO = "Lixpi-Rename-To";
  private static final String FROM = "Lixpi-Renamed-From";

  private final StreamApi api;
  private final Metas metas;
  private final MetaWriter writer;
  private final Janitor janitor;

  Renames(StreamApi api, Metas metas, MetaWriter writer, Janitor janitor) {
    this.api = api;
    this.metas = metas;
    this.writer = writer;
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
      Meta old = settled(from, deadline).live();
      if (old == null) {
        throw new ObjectNotFoundException(api.bucket, from);
      }
      if (from.equals(to)) {
        return old.version();
      }
      if (settled(to, deadline).live() != null) {
        throw new ObjectConflictException(api.bucket, to, "exists already");
      }
      MetaWriter.Written mark =
          writer.write(
              old.subject(),
              old.info(),
              MetaWriter.marked(TO, encode(to)),
              old.sequence(),
              deadline);
      if (mark.fate() == MetaWriter.Fate.WRITTEN) {
        Meta marked = new Meta(old.info(), old.subject(), mark.sequence());
        Optional<ObjectVersion> carried = carry(marked, to, deadline);
        if (carried.isPresent()) {
          return carried.get();
        }
      }
      requireTime(deadline, from);
    }
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
      carry(live, to, deadline);
      requireTime(deadline, name);
      standing = metas.standing(name, deadline);
    }
  }

  /**
   * Writes the new record of a marked one and removes that; or unmarks it when there is an object
   * of the new name. Empty when it can't be done, or somebody else has done it.
   */
  private Optional<ObjectVersion> carry(Meta marked, String to, Deadline deadline) {
    ObjectInfo info = ObjectInfo.builder(marked.info()).objectName(to).build();
    while (true) {
      Standing target = metas.standing(to, deadline);
      Meta there = target.live();
      if (there != null && there.refersTo(marked.info().getNuid())) {
        remove(marked, deadline);
        return Optional.of(there.version());
      }
      if (there != null) {
        writer.write(marked.subject(), marked.info(), new Headers(), marked.sequence(), deadline);
        return Optional.empty();
      }
      // while the mark stands, what it refers to was not deleted under the new name either
      Meta mark = metas.at(marked.subject(), marked.info().getObjectName(), deadline);
      if (mark == null || mark.sequence() != marked.sequence()) {
        return Optional.empty();
      }
      MetaWriter.Written written =
          writer.write(
              target.subject(),
              info,
              MetaWriter.marked(FROM, encode(marked.info().getObjectName())),
              target.expected(),
              deadline);
      if (written.fate() == MetaWriter.Fate.WRITTEN) {
        Janitor.awaitUninterrupted(
            janitor.removeRecord(marked), deadline.atMost(StreamApi.TIMEOUT));
        return Optional.of(new ObjectVersion(info, written.sequence()));
      }
      requireTime(deadline, to);
    }
  }

  /** Removes the marked record that a renamed one came from, if that did not happen. */
  private void removeLeftover(Meta renamed, String name, Deadline deadline) {
    String from = decode(renamed.header(FROM));
    if (from == null || from.equals(name)) {
      return;
    }
    Meta left = metas.standing(from, deadline).live();
    if (left != null
        && left.refersTo(renamed.info().getNuid())
        && name.equals(decode(left.header(TO)))) {
      remove(left, deadline);
    }
  }

  /** For certain, because what is done next to the other name relies on it. */
  private void remove(Meta marked, Deadline deadline) {
    api.call("STREAM.PURGE", Janitor.purgeOf(marked), deadline);
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
