package ai.lixpi.nats.objectstore;

import java.util.concurrent.CompletableFuture;

/** Puts objects. */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
final class Uploads {
  private final StreamApi api;
  private final Metas metas;
  private final Janitor janitor;

  Uploads(StreamApi api, Metas metas, Janitor janitor) {
    this.api = api;
    this.metas = metas;
    this.janitor = janitor;
  }

  ObjectVersion put(String name, ObjectSource source, PutOptions options) {
    throw new UnsupportedOperationException();
  }

  CompletableFuture<ObjectVersion> putAsync(String name, ObjectSource source, PutOptions options) {
    throw new UnsupportedOperationException();
  }
}
