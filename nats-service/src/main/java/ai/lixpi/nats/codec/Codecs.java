package ai.lixpi.nats.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.lang.reflect.Type;

/**
 * The codecs that come with the library. {@code byte[].class} means the raw payload, {@code
 * String.class} UTF-8 text, any other class JSON. Thread-safe.
 */
public final class Codecs {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              // one per thread is of no use to virtual threads, and one queue for all is contended
              JsonFactory.builder().recyclerPool(RecyclerSlots.INSTANCE).build())
          .addModule(new JavaTimeModule())
          // as JSON.stringify writes them, and in four bytes instead of twelve
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .build();
  private static final JsonStreams STREAMS = new JsonStreams(MAPPER);

  private Codecs() {}

  /**
   * The codec for a class by the rule of the library.
   *
   * @param type {@code byte[].class} for raw bytes, {@code String.class} for text, anything else
   *     for JSON
   * @param <T> the type of the values
   * @return a codec
   */
  @SuppressWarnings("unchecked")
  public static <T> Codec<T> of(Class<T> type) {
    if (type == byte[].class) {
      return (Codec<T>) bytes();
    }
    if (type == String.class) {
      return (Codec<T>) text();
    }
    return json(type);
  }

  /**
   * Raw bytes, not copied; "no value" is an empty payload.
   *
   * @return the codec
   */
  public static Codec<byte[]> bytes() {
    return BytesCodec.INSTANCE;
  }

  /**
   * UTF-8 text without quotes; malformed input is an error in both directions, "no value" an empty
   * payload.
   *
   * @return the codec
   */
  public static Codec<String> text() {
    return TextCodec.INSTANCE;
  }

  /**
   * JSON by Jackson: unknown properties are ignored, text behind the value is an error, "no value"
   * is {@code null}.
   *
   * @param type the class of the values; {@code String.class} here means a quoted JSON string
   * @param <T> the type of the values
   * @return the codec
   */
  public static <T> Codec<T> json(Class<T> type) {
    return new JsonCodec<>(MAPPER, type, STREAMS);
  }

  /**
   * JSON for a generic type.
   *
   * @param type the type, for example {@code new TypeReference<List<Order>>() {}.getType()}
   * @param <T> the type of the values, which must be what {@code type} says
   * @return the codec
   */
  public static <T> Codec<T> json(Type type) {
    return new JsonCodec<>(MAPPER, type, STREAMS);
  }

  /**
   * JSON by a mapper of your own, with its modules and settings.
   *
   * @param mapper the mapper
   * @param type the type of the values
   * @param <T> the type of the values, which must be what {@code type} says
   * @return the codec
   */
  public static <T> Codec<T> json(JsonMapper mapper, Type type) {
    return new JsonCodec<>(mapper, type, null);
  }
}
