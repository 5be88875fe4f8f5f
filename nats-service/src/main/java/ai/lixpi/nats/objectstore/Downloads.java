package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectInfo;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** Reads objects. */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
final class Downloads {
  private final StreamApi api;
  private final Metas metas;

  Downloads(StreamApi api, Metas metas) {
    this.api = api;
    this.metas = metas;
  }

  Optional<byte[]> bytes(String name, GetOptions options) {
    throw new UnsupportedOperationException();
  }

  Optional<ObjectInputStream> stream(String name, GetOptions options) {
    throw new UnsupportedOperationException();
  }

  Optional<ObjectInfo> into(String name, OutputStream sink, GetOptions options) {
    throw new UnsupportedOperationException();
  }

  Optional<ObjectInfo> toFile(String name, Path file, GetOptions options) {
    throw new UnsupportedOperationException();
  }
}
