package ai.lixpi.nats.objectstore;

import java.time.Duration;

/** Removes chunks that nobody needs any more: at once, later, or by a sweep. */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
final class Janitor {
  private final StreamApi api;
  private final Metas metas;

  Janitor(StreamApi api, Metas metas) {
    this.api = api;
    this.metas = metas;
  }

  int sweep(Duration grace) {
    throw new UnsupportedOperationException();
  }
}
