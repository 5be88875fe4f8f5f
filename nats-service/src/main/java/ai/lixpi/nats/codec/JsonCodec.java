package ai.lixpi.nats.codec;

import ai.lixpi.nats.DecodeException;
import ai.lixpi.nats.EncodeException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

final class JsonCodec<T> implements Codec<T> {
  private final JavaType type;
  private final ObjectWriter writer;
  private final ObjectReader reader;

  JsonCodec(JsonMapper mapper, Type type) {
    this.type = mapper.constructType(type);
    this.writer = mapper.writer();
    this.reader = mapper.readerFor(this.type);
  }

  @Override
  public byte[] encode(@Nullable T value) {
    try {
      return writer.writeValueAsBytes(value);
    } catch (JacksonException | StackOverflowError e) {
      throw new EncodeException(
          "A value of type "
              + (value == null ? "null" : value.getClass().getName())
              + " can't be written as JSON ("
              + e.getClass().getSimpleName()
              + "): give it readable properties, or use a Codec of your own.");
    }
  }

  @Override
  public T decode(byte[] payload) {
    try {
      T value = reader.readValue(payload);
      if (value == null) {
        throw new DecodeException(
            "The payload is the JSON value null, which is no "
                + type.toCanonical()
                + ": take JsonNode.class where null is a message.");
      }
      return value;
    } catch (JacksonException e) {
      throw notReadable(payload, e.getClass().getSimpleName() + position(e));
    } catch (StackOverflowError e) {
      throw notReadable(payload, "nested too deeply");
    }
  }

  private DecodeException notReadable(byte[] payload, String why) {
    return new DecodeException(
        "The payload of "
            + payload.length
            + " bytes is not JSON that "
            + type.toCanonical()
            + " can be read from: "
            + why
            + ".");
  }

  private static String position(JacksonException e) {
    return e.getLocation() == null || e.getLocation().getByteOffset() < 0
        ? ""
        : " at byte " + e.getLocation().getByteOffset();
  }
}
