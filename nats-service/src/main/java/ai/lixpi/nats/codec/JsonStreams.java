package ai.lixpi.nats.codec;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Generators and parsers of one mapper that are used again and again, because making one costs a
 * good part of writing or reading a small record. One that has seen a failure is not used again.
 */
final class JsonStreams {
  private final JsonMapper mapper;
  private final Slots<JsonOutput> outputs = new Slots<>();
  private final Slots<JsonInput> inputs = new Slots<>();

  JsonStreams(JsonMapper mapper) {
    this.mapper = mapper;
  }

  byte[] write(ObjectWriter writer, @Nullable Object value) throws IOException {
    JsonOutput pooled = outputs.take();
    JsonOutput output = pooled == null ? new JsonOutput(mapper) : pooled;
    byte[] bytes = output.write(writer, value);
    if (output.isReusable()) {
      outputs.give(output);
    }
    return bytes;
  }

  /**
   * Returns the value, or null for "read it in the usual way", which finds out what is wrong.
   *
   * @param reader does not look for anything behind the value
   */
  @Nullable Object read(ObjectReader reader, byte[] payload) {
    if (!JsonInput.takes(payload)) {
      return null;
    }
    JsonInput pooled = inputs.take();
    JsonInput input = pooled == null ? new JsonInput(mapper) : pooled;
    try {
      Object value = input.read(reader, payload);
      if (value != null) {
        inputs.give(input);
      }
      return value;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return null;
    }
  }
}
