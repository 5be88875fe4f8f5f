package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.internal.Given;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Where the bytes of an object come from. */
public interface ObjectSource {
  /**
   * Opens the bytes. Called once for each put; the put closes the stream, also when it fails.
   *
   * @return the bytes, read on the thread of the put
   * @throws IOException when they can't be opened
   */
  InputStream open() throws IOException;

  /**
   * How many bytes there are, for the progress of the transfer.
   *
   * @return bytes, or empty when that is not known before the end
   * @throws IOException when it can't be found out
   */
  OptionalLong size() throws IOException;

  /**
   * Bytes in memory; not copied.
   *
   * @param bytes the bytes
   * @return the source
   */
  static ObjectSource of(byte[] bytes) {
    Given.nonNull("bytes", bytes);
    return of(new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length));
  }

  /**
   * A stream, which the put closes.
   *
   * @param stream the stream
   * @return the source
   */
  static ObjectSource of(InputStream stream) {
    return of(Given.nonNull("stream", stream), OptionalLong.empty());
  }

  /**
   * A file.
   *
   * @param file the file
   * @return the source
   */
  static ObjectSource of(Path file) {
    Given.nonNull("file", file);
    return new ObjectSource() {
      @Override
      public InputStream open() throws IOException {
        return Files.newInputStream(file);
      }

      @Override
      public OptionalLong size() throws IOException {
        return OptionalLong.of(Files.size(file));
      }
    };
  }

  private static ObjectSource of(InputStream stream, OptionalLong size) {
    return new ObjectSource() {
      @Override
      public InputStream open() {
        return stream;
      }

      @Override
      public OptionalLong size() {
        return size;
      }
    };
  }
}
