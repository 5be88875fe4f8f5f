package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectInfo;
import java.util.List;

/** Lists and watches the records of a bucket. */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
final class Listing {
  private final StreamApi api;

  Listing(StreamApi api) {
    this.api = api;
  }

  List<ObjectInfo> list() {
    throw new UnsupportedOperationException();
  }

  ObjectWatch watch(ObjectWatcher watcher, WatchOptions options) {
    throw new UnsupportedOperationException();
  }
}
