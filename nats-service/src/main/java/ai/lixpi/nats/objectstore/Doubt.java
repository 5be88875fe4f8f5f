package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.NatsServiceException;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A record of which nobody knows whether it was written: looks at it later, and removes those
 * chunks that no record refers to any more. What stays unknown is left to a sweep.
 */
final class Doubt {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final int LOOKS = 8;

  private final StreamApi api;
  private final Metas metas;
  private final Janitor janitor;
  private final String name;
  private final String nuid;
  private final Standing before;

  // Mutable state, of one task after another
  private int looks;

  Doubt(StreamApi api, Metas metas, Janitor janitor, String name, String nuid, Standing before) {
    this.api = api;
    this.metas = metas;
    this.janitor = janitor;
    this.name = name;
    this.nuid = nuid;
    this.before = before;
  }

  void resolveLater() {
    api.messaging.runLater(this::look, FIRST.multipliedBy(1L << (2 * looks)));
  }

  private void look() {
    looks++;
    try {
      if (!isResolved() && looks < LOOKS) {
        resolveLater();
      }
    } catch (NatsServiceException e) {
      if (looks < LOOKS) {
        resolveLater();
      }
    }
  }

  private boolean isResolved() {
    Meta now = metas.at(before.subject(), name, Deadline.after(StreamApi.TIMEOUT));
    if (now == null || now.sequence() <= before.expected()) {
      return false; // it may still come
    }
    if (now.refersTo(nuid)) {
      janitor.replaced(before, nuid, false);
    } else {
      removeUnreferenced();
    }
    return true;
  }

  /** Ours, and what ours had replaced, if it was written. */
  private void removeUnreferenced() {
    AllRecords records = AllRecords.read(api, metas);
    Stream.concat(
            Stream.of(nuid),
            Stream.of(before.current(), before.stray())
                .filter(Objects::nonNull)
                .map(meta -> meta.info().getNuid())
                .filter(Objects::nonNull))
        .filter(each -> !records.referTo(each))
        .forEach(janitor::remove);
  }
}
