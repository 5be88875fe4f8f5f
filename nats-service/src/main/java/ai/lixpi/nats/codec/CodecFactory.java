package ai.lixpi.nats.codec;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the codec for a class. Factories are asked in the order of the configuration; the first
 * that knows the class wins, and {@link Codecs#of(Class)} is asked last. Asked once for each class.
 */
@FunctionalInterface
public interface CodecFactory {
  /**
   * The codec for a class.
   *
   * @param type the class that was given to subscribe, reply or request, or the class of a value to
   *     send
   * @param <T> the type of the values
   * @return a codec, or null for "not mine, ask the next"
   */
  <T> @Nullable Codec<T> codec(Class<T> type);
}
