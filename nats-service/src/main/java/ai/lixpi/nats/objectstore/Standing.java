package ai.lixpi.nats.objectstore;

import org.jspecify.annotations.Nullable;

/**
 * What stands under a name before a change of it.
 *
 * @param subject where its record is written
 * @param current the record there, if any
 * @param stray a live record where an older Java client or nats.js wrote it, if any; to be removed
 */
record Standing(String subject, @Nullable Meta current, @Nullable Meta stray) {
  /** The object of that name, by the newer record where there are two. */
  @Nullable Meta live() {
    Meta newest = newest();
    return newest != null && newest.isLive() ? newest : null;
  }

  /** The newer record, deleted or not. */
  @Nullable Meta newest() {
    return isStrayNewer() ? stray : current;
  }

  boolean isStrayNewer() {
    return stray != null && stray.sequence() > expected();
  }

  boolean refersTo(String nuid) {
    return (current != null && current.refersTo(nuid)) || (stray != null && stray.refersTo(nuid));
  }

  /** The sequence that a change of the record expects. */
  long expected() {
    return current == null ? 0 : current.sequence();
  }
}
