package ai.lixpi.nats.objectstore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The ways to read an object. */
enum Way {
  BYTES {
    @Override
    Optional<byte[]> read(ObjectBucket bucket, String name, Path folder, GetOptions options) {
      return bucket.get(name, options);
    }
  },
  STREAM {
    @Override
    Optional<byte[]> read(ObjectBucket bucket, String name, Path folder, GetOptions options) {
      return bucket.openStream(name, options).map(Way::readAll);
    }
  },
  SINK {
    @Override
    Optional<byte[]> read(ObjectBucket bucket, String name, Path folder, GetOptions options) {
      ByteArrayOutputStream sink = new ByteArrayOutputStream();
      return bucket.get(name, sink, options).map(info -> sink.toByteArray());
    }
  },
  FILE {
    @Override
    Optional<byte[]> read(ObjectBucket bucket, String name, Path folder, GetOptions options) {
      Path file = folder.resolve("file");
      return bucket.getToFile(name, file, options).map(info -> readFile(file));
    }
  };

  /** Reads all of it, or throws what the read threw: for a stream, the cause. */
  abstract Optional<byte[]> read(ObjectBucket bucket, String name, Path folder, GetOptions options);

  byte[] read(ObjectBucket bucket, String name, Path folder) {
    return read(bucket, name, folder, GetOptions.builder().maxBytes(1 << 30).build()).orElseThrow();
  }

  private static byte[] readAll(ObjectInputStream stream) {
    try (stream) {
      return stream.readAllBytes();
    } catch (IOException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] readFile(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A sink that runs an action when it is given the first bytes. */
  static OutputStream onFirstWrite(OutputStream sink, Action action) {
    return new OutputStream() {
      // Mutable state
      private boolean done;

      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!done) {
          done = true;
          try {
            action.run();
          } catch (IOException | RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        }
        sink.write(bytes, offset, length);
      }
    };
  }

  /** What may throw. */
  interface Action {
    void run() throws Exception;
  }

  /** A listener that tells a test when bytes have arrived. */
  static GetOptions listening(Consumer<TransferProgress> listener) {
    return GetOptions.builder().listener(listener::accept).maxBytes(1 << 30).build();
  }
}
