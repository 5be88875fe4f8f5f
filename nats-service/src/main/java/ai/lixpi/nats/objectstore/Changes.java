package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectMeta;

/** Changes of records: delete, rename, new metadata, links. */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
final class Changes {
  private final StreamApi api;
  private final Metas metas;
  private final Janitor janitor;

  Changes(StreamApi api, Metas metas, Janitor janitor) {
    this.api = api;
    this.metas = metas;
    this.janitor = janitor;
  }

  boolean delete(String name) {
    throw new UnsupportedOperationException();
  }

  ObjectVersion rename(String from, String to) {
    throw new UnsupportedOperationException();
  }

  ObjectVersion updateMeta(String name, ObjectMeta meta) {
    throw new UnsupportedOperationException();
  }

  ObjectVersion linkObject(String name, String bucket, String target) {
    throw new UnsupportedOperationException();
  }

  ObjectVersion linkBucket(String name, String bucket) {
    throw new UnsupportedOperationException();
  }
}
