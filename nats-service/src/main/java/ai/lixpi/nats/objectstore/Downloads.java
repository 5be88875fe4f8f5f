package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.internal.Given;
import io.nats.client.api.ObjectInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads objects. */
final class Downloads {
  private static final int TRIES = 3;

  private final Lookup lookup;
  private final RecentChunks recent;

  Downloads(StreamApi api, Metas metas) {
    this.lookup = new Lookup(api, metas);
    this.recent = new RecentChunks(api);
  }

  Optional<byte[]> bytes(String name, GetOptions options) {
    return whole(name, options, options.maxBytes, Downloads::allBytes);
  }

  Optional<ObjectInputStream> stream(String name, GetOptions options) {
    return open(name, options, Long.MAX_VALUE, null).download().map(DownloadStream::new);
  }

  Optional<ObjectInfo> into(String name, OutputStream sink, GetOptions options) {
    Given.nonNull("sink", sink);
    try (Opened opened = open(name, options, Long.MAX_VALUE, null)) {
      return opened
          .download()
          .map(
              download -> {
                write(download, sink);
                return download.info();
              });
    }
  }

  Optional<ObjectInfo> toFile(String name, Path file, GetOptions options) {
    Given.nonNull("file", file);
    return whole(
        name,
        options,
        Long.MAX_VALUE,
        download -> {
          FileSink.write(download, file);
          return download.info();
        });
  }

  /** Reads what is given away at the end only, and so can start again when it was overwritten. */
  private <T> Optional<T> whole(
      String name, GetOptions options, long limit, Function<Download, T> read) {
    Transfer progress = null;
    for (int tries = 1; ; tries++) {
      try (Opened opened = open(name, options, limit, progress)) {
        progress = opened.download().map(Download::progress).orElse(null);
        return opened.download().map(read);
      } catch (ObjectChangedException e) {
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  /** A small object that is there for sure will be read in one round trip. */
  void remember(ObjectVersion version) {
    recent.remember(version.info().getObjectName(), version.info());
  }

  private record Opened(Optional<Download> download) implements AutoCloseable {
    @Override
    public void close() {
      download.ifPresent(Download::close);
    }
  }

  /** Opens a read; a record that was overwritten in the same moment is looked up again. */
  private Opened open(String name, GetOptions options, long limit, @Nullable Transfer earlier) {
    Given.nonNull("options", options);
    Deadline deadline = Deadline.after(options.timeout);
    for (int tries = 1; ; tries++) {
      // a replica that is behind names chunks that are gone: only the leader helps then
      boolean fromLeader = options.fromLeader || tries > 1 || earlier != null;
      RecentChunks.Guess guess = fromLeader ? null : recent.ask(name, deadline);
      try {
        Optional<Lookup.Found> found = lookup.find(name, fromLeader, deadline);
        found.ifPresent(there -> recent.remember(name, there.info()));
        return new Opened(
            found.map(
                there ->
                    new Download(
                        there,
                        range(there.info(), options, limit),
                        options.timeout,
                        earlier == null ? progress(there.info(), options) : earlier,
                        guess)));
      } catch (ObjectChangedException e) {
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  private static Transfer progress(ObjectInfo info, GetOptions options) {
    return new Transfer(info.getBucket(), info.getObjectName(), options.listener);
  }

  private static ChunkRange range(ObjectInfo info, GetOptions options, long limit) {
    ChunkRange range = ChunkRange.of(info, options);
    if (range.bytes() > limit) {
      throw new ObjectTooLargeException(
          info.getBucket(), info.getObjectName(), range.bytes(), limit);
    }
    return range;
  }

  private static byte[] allBytes(Download download) {
    byte[] part = download.next();
    if (part != null && part.length == download.size()) {
      download.next(); // nothing, but checks that
      return part;
    }
    byte[] all = new byte[(int) download.size()];
    int position = 0;
    while (part != null) {
      System.arraycopy(part, 0, all, position, part.length);
      position += part.length;
      download.reuse(part);
      part = download.next();
    }
    return all;
  }

  private static void write(Download download, OutputStream sink) {
    for (byte[] part = download.next(); part != null; part = download.next()) {
      try {
        sink.write(part);
        download.reuse(part);
      } catch (IOException e) {
        throw failed(download, e);
      }
    }
    try {
      sink.flush();
    } catch (IOException e) {
      throw failed(download, e);
    }
  }

  static ObjectSinkException failed(Download download, IOException cause) {
    ObjectInfo info = download.info();
    return new ObjectSinkException(info.getBucket(), info.getObjectName(), cause);
  }
}
