package ai.lixpi.nats.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A parser for many small JSON objects, one after another. What else JSON may be, a number for
 * example, can be told from its continuation by the end of the input only. Not thread-safe.
 */
final class JsonInput {
  private static final int LARGEST = 4_000; // half of the parser's buffer
  private static final int MOST = 32 * 1024; // a parser keeps the names it has seen until closed

  private final JsonMapper mapper;
  private final Source source = new Source();

  // Mutable state
  private @Nullable JsonParser parser;
  private int bytes;

  JsonInput(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /**
   * Whether it looks like a JSON object in UTF-8: in other encodings one of both ends is a zero.
   */
  static boolean takes(byte[] payload) {
    int length = payload.length;
    return length > 3
        && length <= LARGEST
        && payload[0] == '{'
        && payload[1] != 0
        && payload[length - 1] == '}';
  }

  /**
   * Returns the value, or null when the payload is anything but this one value; after that, and
   * after an exception, it must not be used again.
   */
  @Nullable Object read(ObjectReader reader, byte[] payload) throws IOException {
    source.payload = payload;
    source.position = 0;
    JsonParser current = parser == null ? mapper.createParser(source) : parser;
    parser = current;
    Object value = reader.readValue(current);
    if (!source.isEmpty()
        || !current.getParsingContext().inRoot()
        || current.releaseBuffered(OutputStream.nullOutputStream()) > 0) {
      return null;
    }
    bytes += payload.length;
    if (bytes >= MOST) {
      current.close();
      parser = null;
      bytes = 0;
    }
    return value;
  }

  private static final class Source extends InputStream {
    private static final byte[] NOTHING = new byte[0];

    // Mutable state
    private byte[] payload = NOTHING;
    private int position;

    @Override
    public int read() {
      throw new UnsupportedOperationException("the parser reads into its buffer");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = Math.min(length, payload.length - position);
      if (count == 0) {
        throw new IOException("the value is not complete");
      }
      System.arraycopy(payload, position, target, offset, count);
      position += count;
      if (position == payload.length) {
        payload = NOTHING;
        position = 0;
      }
      return count;
    }

    boolean isEmpty() {
      return payload == NOTHING;
    }
  }
}
