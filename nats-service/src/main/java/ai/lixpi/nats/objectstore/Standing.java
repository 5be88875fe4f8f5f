package ai.lixpi.nats.objectstore;

import org.jspecify.annotations.Nullable;

/**
 * What stands under a name before a change of it.
 *
 * @param subject where its record is written
 * @param current the record there, if any
 * @param stray a live record where an older Java client wrote it, if any; to be removed
 */
record Standing(String subject, @Nullable Meta current, @Nullable Meta stray) {
  /** The object of that name, the newer one where there are two. */
  @Nullable Meta live() {
    Meta here = current != null && current.isLive() ? current : null;
    if (stray == null || here == null) {
      return stray == null ? here : stray;
    }
    return stray.sequence() > here.sequence() ? stray : here;
  }

  /** The sequence that a change of the record expects. */
  long expected() {
    return current == null ? 0 : current.sequence();
  }
}
