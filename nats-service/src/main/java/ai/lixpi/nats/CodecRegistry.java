package ai.lixpi.nats;

import ai.lixpi.nats.codec.Codec;
import ai.lixpi.nats.codec.CodecFactory;
import ai.lixpi.nats.codec.Codecs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the codec of a class once and translates what codecs throw. */
final class CodecRegistry {
  private final List<CodecFactory> factories;
  private final Map<Class<?>, Codec<?>> known = new ConcurrentHashMap<>();
  private final Codec<Object> nothing = Codecs.json(Object.class);

  CodecRegistry(List<CodecFactory> factories) {
    this.factories = factories;
  }

  @SuppressWarnings("unchecked")
  <T> Codec<T> forType(Class<T> type) {
    Codec<?> codec = known.get(type); // costs less than asking to compute it
    return (Codec<T>) (codec == null ? known.computeIfAbsent(type, this::find) : codec);
  }

  private Codec<?> find(Class<?> type) {
    for (CodecFactory factory : factories) {
      Codec<?> codec = factory.codec(type);
      if (codec != null) {
        return codec;
      }
    }
    return Codecs.of(type);
  }

  @SuppressWarnings("unchecked")
  byte[] encode(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    Codec<Object> codec = value == null ? nothing : forType((Class<Object>) value.getClass());
    return encode(codec, value);
  }

  static <T> byte[] encode(Codec<T> codec, @Nullable T value) {
    try {
      return codec.encode(value);
    } catch (EncodeException e) {
      throw e;
    } catch (Exception | StackOverflowError e) {
      throw new EncodeException(
          "A value of type "
              + (value == null ? "null" : value.getClass().getName())
              + " can't be encoded: its codec failed with "
              + e.getClass().getName()
              + ".");
    }
  }

  static <T> T decode(Codec<T> codec, byte[] payload) {
    try {
      return codec.decode(payload);
    } catch (DecodeException e) {
      throw e;
    } catch (Exception | StackOverflowError e) {
      throw new DecodeException(
          "A payload of "
              + payload.length
              + " bytes can't be decoded: its codec failed with "
              + e.getClass().getName()
              + ".");
    }
  }
}
