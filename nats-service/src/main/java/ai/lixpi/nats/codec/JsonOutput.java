package ai.lixpi.nats.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A generator for many values, each of which becomes an array of its own. Not thread-safe. */
final class JsonOutput {
  private static final byte[] EMPTY = new byte[0];

  private final Collector collector = new Collector();
  private final JsonGenerator generator;

  JsonOutput(JsonMapper mapper) throws IOException {
    generator = mapper.createGenerator(collector);
    generator.setRootValueSeparator(null);
  }

  byte[] write(ObjectWriter writer, @Nullable Object value) throws IOException {
    writer.writeValue(generator, value);
    if (isReusable()) {
      generator.flush();
    } else {
      generator.close(); // which ends what a serializer has left open
    }
    return collector.take();
  }

  /** Whether the last value has left it as it was, not closed and nothing left open. */
  boolean isReusable() {
    return !generator.isClosed() && generator.getOutputContext().inRoot();
  }

  /** Gets a small value in one piece, and a large one in pieces. */
  private static final class Collector extends OutputStream {
    // Mutable state
    private byte[] bytes = EMPTY;
    private int length;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int count) {
      if (length == 0) {
        bytes = Arrays.copyOfRange(source, offset, offset + count);
      } else {
        if (bytes.length < length + count) {
          bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * length));
        }
        System.arraycopy(source, offset, bytes, length, count);
      }
      length += count;
    }

    byte[] take() {
      byte[] all = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
      bytes = EMPTY;
      length = 0;
      return all;
    }
  }
}
