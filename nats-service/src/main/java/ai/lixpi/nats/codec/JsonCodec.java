package ai.lixpi.nats.codec;

import ai.lixpi.nats.DecodeException;
import ai.lixpi.nats.EncodeException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

final class JsonCodec<T> implements Codec<T> {
  private final JavaType type;
  private final ObjectWriter writer;
  private final ObjectReader reader;
  private final ObjectReader leanReader;
  private final @Nullable JsonStreams streams;

  /**
   * A codec.
   *
   * @param streams those of the mapper, or null when its settings are not known
   */
  JsonCodec(JsonMapper mapper, Type type, @Nullable JsonStreams streams) {
    this.type = mapper.constructType(type);
    // a final class has one serialiser, which need not be looked up for each value
    this.writer = this.type.isFinal() ? mapper.writerFor(this.type) : mapper.writer();
    this.reader = mapper.readerFor(this.type);
    this.leanReader = reader.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    this.streams = streams;
  }

  @Override
  public byte[] encode(@Nullable T value) {
    try {
      return streams == null ? writer.writeValueAsBytes(value) : streams.write(writer, value);
    } catch (IOException | StackOverflowError e) {
      throw new EncodeException(
          "A value of type "
              + (value == null ? "null" : value.getClass().getName())
              + " can't be written as JSON ("
              + e.getClass().getSimpleName()
              + "): give it readable properties, or use a Codec of your own.");
    }
  }

  @Override
  @SuppressWarnings("unchecked") // the reader is for that type
  public T decode(byte[] payload) {
    try {
      T value = streams == null ? null : (T) streams.read(leanReader, payload);
      if (value == null) {
        value = reader.readValue(payload);
      }
      if (value == null) {
        throw new DecodeException(
            "The payload is the JSON value null, which is no "
                + type.toCanonical()
                + ": take JsonNode.class where null is a message.");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw notReadable(payload, e.getClass().getSimpleName() + position(e));
    } catch (IOException | StackOverflowError e) {
      throw notReadable(payload, e.getClass().getSimpleName());
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

  private static String position(JsonProcessingException e) {
    return e.getLocation() == null || e.getLocation().getByteOffset() < 0
        ? ""
        : " at byte " + e.getLocation().getByteOffset();
  }
}
