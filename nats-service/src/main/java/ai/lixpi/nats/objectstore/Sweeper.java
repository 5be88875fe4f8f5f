package ai.lixpi.nats.objectstore;

import java.time.Duration;

/** Finds and removes what interrupted uploads and renames of anybody have left. */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
final class Sweeper {
  private final StreamApi api;
  private final Metas metas;
  private final Renames renames;
  private final Janitor janitor;

  Sweeper(StreamApi api, Metas metas, Renames renames, Janitor janitor) {
    this.api = api;
    this.metas = metas;
    this.renames = renames;
    this.janitor = janitor;
  }

  int sweep(Duration grace) {
    throw new UnsupportedOperationException();
  }
}
